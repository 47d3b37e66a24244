// Sets the theme before the first paint; the admin shares the key and the values (auto, light, dark).
{
  const root = document.documentElement;
  root.classList.add("js");
  try {
    root.dataset.theme = localStorage.getItem("theme") ?? "auto";
  } catch {
    root.dataset.theme = "auto"; // storage is switched off: follow the system
  }
}
