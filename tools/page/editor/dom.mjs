/**
 * Make an element: attributes that are functions become listeners, those that are false
 * are left out.
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

const TAGS = new Set("B CODE DETAILS DIV I P PRE SECTION SPAN SUMMARY".split(" "));

/**
 * Read HTML that came from a worker. The reader's code runs there, and may have come with
 * an address that somebody sent him: so nothing but plain elements is taken over.
 */
export function harmless(html) {
  const read = new DOMParser().parseFromString(html, "text/html");
  const made = document.createDocumentFragment();
  made.append(...copies(read.body));
  return made;
}

function copies(parent) {
  return [...parent.childNodes].flatMap((node) => {
    if (node.nodeType === Node.TEXT_NODE) return [node.data];
    if (!TAGS.has(node.nodeName)) return [];
    const { className, open } = node;
    return [element(node.nodeName, { class: className || false, open: !!open }, ...copies(node))];
  });
}

/** A number of bytes as people read it, in megabytes. */
export function megabytes(bytes) {
  return (bytes / 1e6).toFixed(1);
}

/** A number of things: `1 test`, `3 tests`. */
export function count(number, one) {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}

/** The code that the page shows within an element, with one line break at its end. */
export function codeOf(place) {
  return `${place.querySelector("pre > code").textContent.trimEnd()}\n`;
}
