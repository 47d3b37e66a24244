// Small choices of this browser. Storage may be switched off: then a choice lasts for the page.
const here = new Map();

export function stored(name) {
  try {
    return localStorage.getItem(name) ?? here.get(name) ?? null;
  } catch {
    return here.get(name) ?? null;
  }
}

export function store(name, value) {
  here.set(name, value);
  try {
    localStorage.setItem(name, value);
  } catch {
    // kept in `here`
  }
}
