// Live messages: pieces of HTML with hx-swap-oob, sent to every page of a user. A page takes what it
// has a place for; and it says so when updates have stopped for longer than a reconnect takes.
const PATIENCE = 4_000;
let timer = 0;

function hasPlace(piece) {
  const [, selector] = (piece.getAttribute("hx-swap-oob") ?? "").split(/:(.*)/s);
  return Boolean(document.querySelector(selector || `#${CSS.escape(piece.id)}`));
}

htmx.defineExtension("known-places", {
  transformResponse(text) {
    const message = document.createElement("template");
    message.innerHTML = text;
    for (const piece of [...message.content.children]) if (!hasPlace(piece)) piece.remove();
    return message.innerHTML;
  },
});

document.addEventListener("htmx:wsClose", () => {
  clearTimeout(timer);
  timer = setTimeout(() => (document.body.dataset.live = "lost"), PATIENCE);
});

document.addEventListener("htmx:wsOpen", () => {
  clearTimeout(timer);
  delete document.body.dataset.live;
});
