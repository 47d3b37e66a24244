// Requests of htmx: the CSRF token goes in, and a refusal comes out as a sentence in the page.
const words = document.getElementById("words");
const raised = new WeakMap(); // who asked -> the alert it got
const BY_STATUS = { 403: "forbidden", 404: "missing", 412: "stale", 429: "busy" };

document.addEventListener("htmx:configRequest", ({ detail }) => {
  const token = document.querySelector("meta[name=csrf-token]")?.content;
  if (token && detail.verb !== "get") detail.headers["X-CSRFToken"] = token;
});

// The server's own sentence: problem+json, or the element with data-problem of an error page.
function sentence(request) {
  if (request.getResponseHeader("Content-Type")?.includes("json")) {
    const problem = JSON.parse(request.responseText);
    return problem.detail || problem.title;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  return page.querySelector("[data-problem]")?.textContent.trim();
}

function told(request) {
  try {
    return sentence(request) || words.dataset[BY_STATUS[request.status] ?? "failed"];
  } catch {
    return words.dataset.failed; // announced JSON that is none
  }
}

function complain(text, asker) {
  const place = asker.closest("[data-problems]") ?? document.getElementById("problems");
  place.append(words.content.cloneNode(true));
  const alert = place.lastElementChild;
  alert.querySelector("p").textContent = text;
  raised.set(asker, alert);
}

// Trying again takes the old answer away.
document.addEventListener("htmx:beforeRequest", ({ detail }) => raised.get(detail.elt)?.remove());
document.addEventListener("htmx:responseError", ({ detail }) => complain(told(detail.xhr), detail.elt));
for (const silence of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(silence, ({ detail }) => complain(words.dataset.offline, detail.elt));
}
