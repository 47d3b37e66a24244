// A table that fits its card lets its head stick to the page; one that does not scrolls in the card
// and can be reached by the keyboard.
const watch = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scroll = target.closest(".table-scroll");
    if (scroll.classList.contains("wide")) continue;
    const fits = scroll.firstElementChild.offsetWidth <= scroll.clientWidth;
    scroll.classList.toggle("fits", fits);
    scroll.tabIndex = fits ? -1 : 0;
  }
});

function attend(within) {
  for (const scroll of within.querySelectorAll(".table-scroll")) {
    watch.observe(scroll);
    watch.observe(scroll.firstElementChild);
  }
}

attend(document);
document.addEventListener("htmx:load", ({ target }) => attend(target));
