// @ts-check
/** Makes elements; text always goes in as text, never as HTML, and tamed. Opens the namespace that all scripts share. */
(function () {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const SAID = ["title", "aria-label"];
  const DataBrowser = (window.DataBrowser = /** @type {any} */ ({}));

  /**
   * Makes an element. An attribute that is a function is a listener, `true` is an empty attribute, and `false`
   * or null is left out.
   * @param {string} tag
   * @param {Record<string, any> | null} [attributes]
   * @param {...Child} children
   */
  function h(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (typeof value === "function") element.addEventListener(name.replace(/^on/, ""), value);
      else if (value !== false && value !== null && value !== undefined) {
        const text = value === true ? "" : String(value);
        element.setAttribute(name, SAID.includes(name) ? DataBrowser.tame(text) : text);
      }
    }
    append(element, children);
    return element;
  }

  /** @param {Element} parent @param {Child[]} children */
  function append(parent, children) {
    for (const child of children) {
      if (Array.isArray(child)) append(parent, child);
      else if (child) parent.append(typeof child === "string" ? DataBrowser.tame(child) : child);
    }
  }

  /**
   * Puts other children into an element.
   * @param {Element} element @param {...Child} children
   */
  function replace(element, ...children) {
    element.textContent = "";
    append(element, children);
  }

  /** Returns a picture of the sprite in index.html; it says nothing that the words beside it do not. @param {string} name */
  function icon(name) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("aria-hidden", "true");
    svg.setAttribute("focusable", "false");
    svg.append(document.createElementNS(SVG, "use"));
    setIcon(svg, name);
    return svg;
  }

  /** @param {Element} svg @param {string} name */
  function setIcon(svg, name) {
    if (svg.getAttribute("class") === `icon icon-${name}`) return; // setting it again would build it anew
    svg.setAttribute("class", `icon icon-${name}`);
    /** @type {Element} */ (svg.firstChild).setAttribute("href", `#icon-${name}`);
  }

  /**
   * Returns a name that the service gave: its writing direction stays its own, and the title shows it whole.
   * @param {string} text
   */
  function name(text) {
    const shown = DataBrowser.shown(text) || DataBrowser.t("unnamed");
    return h("bdi", { class: "name", title: shown }, shown);
  }

  Object.assign(DataBrowser, { h, replace, icon, setIcon, name });
})();
