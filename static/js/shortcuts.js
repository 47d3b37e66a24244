// Keys: Ctrl/⌘ K and / search, ? lists the shortcuts, and any visible element may claim a single
// key with aria-keyshortcuts="a". Single keys can be switched off (WCAG 2.1.4) and never act
// while somebody types.
import { open } from "./dialogs.js";
import { openPalette } from "./palette.js";
import { store, stored } from "./stored.js";

const TYPING = "input, textarea, select, [contenteditable=''], [contenteditable=true], [role=textbox]";
const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

// Off for the person (profile) or in this browser (the list of shortcuts).
function isOff() {
  return document.body.dataset.keys === "off" || stored("single-keys") === "off";
}

function claimant(key) {
  const claims = [...document.querySelectorAll(`[aria-keyshortcuts~="${CSS.escape(key)}"]`)];
  return claims.find((element) => element.checkVisibility() && !element.disabled);
}

function single(event) {
  if (isOff() || event.target.closest(TYPING)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "/") openPalette();
  else if (event.key === "?") open(document.getElementById("shortcuts"));
  else {
    const element = claimant(event.key);
    if (!element) return;
    element.click();
  }
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const withMod = isApple ? event.metaKey : event.ctrlKey;
  if (withMod && event.key.toLowerCase() === "k") {
    event.preventDefault();
    openPalette();
  } else if (!event.ctrlKey && !event.metaKey && event.key.length === 1) single(event);
});

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-single-keys]")) store("single-keys", target.checked ? "on" : "off");
});

for (const box of document.querySelectorAll("[data-single-keys]")) {
  box.checked = !isOff();
  box.disabled = document.body.dataset.keys === "off";
}
if (isApple) for (const cap of document.querySelectorAll("[data-mod]")) cap.textContent = "⌘";
