// Toasts leave by themselves, but never under the pointer, with the focus in them, or when they
// offer something to press (data-stays). `document` event "toast" with a sentence shows one.
const LIFE = 8_000;
const shelf = document.getElementById("toasts");

function isHeld(toast) {
  return toast.matches(":hover, :focus-within") || document.hidden;
}

function age(toast) {
  if (toast.dataset.stays !== undefined) return;
  const timer = setInterval(() => {
    if (isHeld(toast)) return;
    clearInterval(timer);
    toast.remove();
  }, LIFE);
}

document.addEventListener("toast", ({ detail }) => {
  const shape = document.getElementById("toast-shape").content.cloneNode(true);
  shape.querySelector("p").textContent = detail;
  shelf.append(shape);
});

new MutationObserver((records) => {
  for (const { addedNodes } of records) {
    for (const node of addedNodes) if (node.matches?.(".toast")) age(node);
  }
}).observe(shelf, { childList: true });

for (const toast of shelf.querySelectorAll(".toast")) age(toast);
