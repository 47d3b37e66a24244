// The command palette: htmx fetches the options, this file moves through them.
import { open } from "./dialogs.js";

const dialog = document.getElementById("palette");
const field = dialog?.querySelector("input");
const list = document.getElementById("palette-list");

const options = () => [...list.querySelectorAll("[role=option]")];
const chosen = () => list.querySelector("[aria-selected=true]");

export function openPalette() {
  open(dialog);
}

function choose(option) {
  chosen()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-expanded", String(Boolean(option)));
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

function move(step) {
  const all = options();
  const at = all.indexOf(chosen());
  if (all.length) choose(all[(at + step + all.length) % all.length]);
}

const KEYS = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Home: () => choose(options()[0]),
  End: () => choose(options().at(-1)),
  Enter: () => chosen()?.click(),
};

if (dialog) {
  field.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.isComposing || (field.value && /Home|End/.test(event.key))) return;
    event.preventDefault();
    act();
  });
  list.addEventListener("htmx:afterSettle", () => choose(options()[0]));
  dialog.addEventListener("opened", () => {
    field.select();
    field.dispatchEvent(new CustomEvent("opened"));
  });
}
