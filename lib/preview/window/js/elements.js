// @ts-check
/** Makes elements; every text goes in as text, never as markup. */
(function () {
  "use strict";

  /** @type {any} */
  const preview = ((/** @type {any} */ (window)).FusionPreview ??= {});

  /** What each element was last drawn from. @type {WeakMap<HTMLElement, string>} */
  const drawings = new WeakMap();

  /**
   * @param {string} name
   * @param {Record<string, string | boolean | null>} [attributes] true sets an empty one, null and false none
   * @param {...(Node | string)} children
   * @returns {HTMLElement}
   */
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes ?? {})) {
      if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
    }
    element.append(...children);
    return element;
  }

  /**
   * @param {string} id
   * @returns {any} the element of the page with this id
   */
  function find(id) {
    return document.getElementById(id);
  }

  /**
   * Replaces an element's children only when what they are drawn from has changed, and keeps the focus on
   * the child with the same data-key.
   * @param {HTMLElement} parent
   * @param {unknown} source
   * @param {() => Node[]} draw
   */
  function redraw(parent, source, draw) {
    const drawn = JSON.stringify(source);
    if (drawings.get(parent) === drawn) return;
    const active = document.activeElement;
    const key = active instanceof HTMLElement && parent.contains(active) ? active.dataset.key : undefined;
    parent.replaceChildren(...draw());
    drawings.set(parent, drawn);
    if (key !== undefined) {
      const again = parent.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (again instanceof HTMLElement) again.focus();
    }
  }

  preview.make = make;
  preview.find = find;
  preview.redraw = redraw;
})();
