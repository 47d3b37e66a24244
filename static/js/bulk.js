// Ticking rows for <form id="bulk"> is no change of the list's filters: the event ends here.
document.addEventListener(
  "change",
  (event) => {
    if (event.target.getAttribute("form") === "bulk") event.stopPropagation();
  },
  true,
);
