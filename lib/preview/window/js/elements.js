// @ts-check
/** Makes elements; every text goes in as text, never as markup. Opens the namespace that all scripts share. */
(function () {
  "use strict";

  /** What each element was last drawn from. @type {WeakMap<HTMLElement, string>} */
  const drawings = new WeakMap();

  /**
   * @param {string} name
   * @param {Record<string, string | boolean | null>} [attributes] true sets an empty one, null and false none
   * @param {...(Node | string)} children
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
   * @param {new () => HTMLElement} [kind]
   */
  function find(id, kind) {
    const element = document.getElementById(id);
    if (!(element instanceof (kind ?? HTMLElement))) throw new TypeError(`there is no such element as ${id}`);
    return element;
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

  window.FusionPreview = /** @type {any} */ ({ make, find, redraw });
})();
