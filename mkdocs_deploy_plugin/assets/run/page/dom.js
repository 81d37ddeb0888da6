/**
 * Short forms for elements and browser features. Data only becomes text and attributes.
 */

/**
 * Make an element.
 * @param {string} tag
 * @param {Record<string, any>} [props] A function becomes a listener for the event of that name; undefined and false are left out.
 * @param {...(Node | string | false | "" | null | undefined)} children Empty and false values are left out.
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
 * @param {string | Node} text
 * @param {(event: any) => void} click
 * @param {Record<string, any>} [props]
 * @returns {any}
 */
export function button(text, click, props) {
  return h("button", { type: "button", class: "procedures-button", click, keydown: keepKeys, ...props }, text);
}

/**
 * A control after its label.
 * @param {string} label
 * @param {HTMLElement} control
 * @returns {any}
 */
export function field(label, control) {
  return h("label", { class: "procedures-field" }, label, control);
}

/**
 * Return a time in the reader's format.
 * @param {string} time In UTC.
 * @returns {string}
 */
export function local(time) {
  return new Date(time).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}

/** Whether the theme has a feature. @param {string} feature */
export function themeHas(feature) {
  return document.getElementById("__config")?.textContent?.includes(feature);
}

/**
 * Return a storage of the browser, or null if it is blocked.
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
 * Copy a text to the clipboard.
 * @param {string} text
 * @param {Element} near Where to add a temporary field if the clipboard API is not available.
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
 * Download a text as a file.
 * @param {string} text
 * @param {string} name
 */
export function toFile(text, name) {
  const href = URL.createObjectURL(new Blob([text]));
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}

/** Keep keys typed into our controls from the theme's shortcuts. @param {Event} event */
export function keepKeys(event) {
  event.stopPropagation();
}
