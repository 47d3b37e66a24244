// Theme buttons: <button data-theme-choice="auto|light|dark">.
import { store } from "./stored.js";

const root = document.documentElement;

function show() {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === root.dataset.theme));
  }
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-theme-choice]");
  if (!button) return;
  root.dataset.theme = button.dataset.themeChoice;
  store("theme", root.dataset.theme);
  show();
});

show();
