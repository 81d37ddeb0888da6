/**
 * Elements, and what the browser gives: short ways to make them. Data become texts and attributes only.
 */

/**
 * Make an element.
 * @param {string} tag
 * @param {Record<string, any>} [props] A function listens to the event of that name; what is undefined or false is left out.
 * @param {...(Node | string | false | "" | null | undefined)} children What is empty or false is left out.
 * @returns {any}
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(.../** @type {Node[]} */ (children.filter(Boolean)));
  return element;
}

/**
 * @param {string} text
 * @param {(event: any) => void} click
 * @param {Record<string, any>} [props]
 * @returns {any}
 */
export function button(text, click, props) {
  return h("button", { type: "button", class: "procedures-button", click, keydown: keepKeys, ...props }, text);
}

/**
 * A control with its label before it.
 * @param {string} label
 * @param {HTMLElement} control
 * @returns {any}
 */
export function field(label, control) {
  return h("label", { class: "procedures-field" }, label, control);
}

/**
 * Give a time for people.
 * @param {string} time In UTC.
 * @returns {string}
 */
export function local(time) {
  return new Date(time).toLocaleString();
}

/**
 * Give a storage of the browser, or null where it is blocked.
 * @param {"localStorage" | "sessionStorage"} name
 * @returns {Storage | null}
 */
export function storageOf(name) {
  try {
    return globalThis[name];
  } catch {
    return null;
  }
}

/**
 * Put a text on the clipboard.
 * @param {string} text
 * @param {Element} near Where a field may be put for a moment, if there is no other way.
 */
export async function toClipboard(text, near) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", {});
    area.value = text;
    near.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

/**
 * Offer a text as a file.
 * @param {string} text
 * @param {string} name
 */
export function toFile(text, name) {
  const href = URL.createObjectURL(new Blob([text]));
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** Keep what is typed into our controls from those who turn pages by it. @param {Event} event */
export function keepKeys(event) {
  event.stopPropagation();
}
