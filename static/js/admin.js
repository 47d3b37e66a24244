// Gives names to the parts of Django's pickers that screen readers would meet nameless.
const $ = window.django?.jQuery;

function name(select) {
  const label = document.querySelector(`label[for="${select.id}"]`);
  const text = label?.textContent.trim().replace(/:$/, "") ?? select.name;
  const box = select.nextElementSibling;
  const parts = "[role=combobox], [role=textbox], .select2-search__field";
  for (const part of box.querySelectorAll(parts)) part.setAttribute("aria-label", text);
  $(select).on("select2:open", () => {
    const combobox = box.querySelector("[role=combobox]");
    combobox.setAttribute("aria-controls", combobox.getAttribute("aria-owns"));
    const search = document.querySelector(".select2-container--open .select2-search__field");
    search?.setAttribute("aria-label", text);
  });
}

// Each of several has a button of its own; the one that removes all would break the list.
for (const select of document.querySelectorAll("select.admin-autocomplete[multiple]")) {
  select.dataset.allowClear = "false";
}

$?.(() => {
  for (const select of document.querySelectorAll(".select2-hidden-accessible")) name(select);
});
