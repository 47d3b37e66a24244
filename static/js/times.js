// <time datetime data-relative>: "3 minutes ago", kept fresh. The full moment stays in the title.
const STEPS = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
];
const format = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" });

function relative(seconds) {
  const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  return format.format(unit === "second" ? 0 : Math.trunc(seconds / size), unit);
}

function refresh(within) {
  const now = Date.now();
  for (const time of within.querySelectorAll("time[data-relative]")) {
    const text = relative((Date.parse(time.dateTime) - now) / 1000);
    if (time.textContent !== text) time.textContent = text;
  }
}

refresh(document);
setInterval(() => refresh(document), 30_000);
document.addEventListener("htmx:load", ({ target }) => refresh(target.parentNode ?? target));
document.addEventListener("htmx:wsAfterMessage", () => refresh(document));
