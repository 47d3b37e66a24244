// data-opens="id" opens a dialog, data-closes="selector" closes or removes what it stands in,
// <form data-confirm="…"> asks first, data-copies="selector" copies a text.
const confirmed = new WeakSet();

export function open(dialog) {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.dispatchEvent(new CustomEvent("opened"));
}

function close(element) {
  if (element instanceof HTMLDialogElement) element.close();
  else element.remove();
}

async function copy(button) {
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copies).textContent);
  document.dispatchEvent(
    new CustomEvent("toast", { detail: document.getElementById("words").dataset.copied }),
  );
}

document.addEventListener("click", (event) => {
  const { target } = event;
  const opener = target.closest("[data-opens]");
  const closer = target.closest("[data-closes]");
  const copier = target.closest("[data-copies]");
  if (opener) {
    opener.closest("[popover]")?.hidePopover();
    open(document.getElementById(opener.dataset.opens));
  }
  if (closer) close(closer.closest(closer.dataset.closes));
  if (copier) copy(copier);
  if (target instanceof HTMLDialogElement && isOutside(target, event)) target.close();
});

function isOutside(dialog, { clientX, clientY, detail }) {
  const box = dialog.getBoundingClientRect();
  const within =
    clientX >= box.left && clientX <= box.right && clientY >= box.top && clientY <= box.bottom;
  return detail > 0 && !within; // detail 0: a click made by the keyboard has no place
}

// Before htmx and the browser see it, hence on the way down.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.dataset.confirm || confirmed.delete(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(form, event.submitter);
  },
  true,
);

function ask(form, submitter) {
  const dialog = document.getElementById("confirm");
  const [, yes] = dialog.querySelectorAll("button");
  yes.dataset.usual ??= yes.textContent;
  dialog.querySelector("h2").textContent = form.dataset.confirm;
  yes.textContent = form.dataset.confirmButton ?? yes.dataset.usual;
  dialog.returnValue = "no";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue !== "yes") return;
      confirmed.add(form);
      form.requestSubmit(submitter);
    },
    { once: true },
  );
  dialog.showModal();
}

for (const summary of document.querySelectorAll("[data-focus]")) summary.focus();
