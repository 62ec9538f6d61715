// @ts-check
/** Elements, whose texts go in as text only, and the line to the service. */
(function () {
  "use strict";

  /** @type {any} */
  const control = /** @type {any} */ (window).ServiceControl;

  /**
   * @param {string} name
   * @param {Record<string, string>} [attributes]
   * @param {...(Node | string)} children
   * @returns {HTMLElement}
   */
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
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

  /** @param {string} text what went wrong, or nothing */
  function showProblem(text) {
    const place = find("problem");
    if (place.textContent !== text) place.textContent = text;
    place.hidden = !text;
  }

  /** @param {string} text for who cannot see what has changed */
  function announce(text) {
    find("done").textContent = text;
  }

  /**
   * Asks the service; throws an error whose message is a sentence.
   * @param {string} method
   * @param {string} path below the page's own
   * @param {unknown} [body]
   * @returns {Promise<any>}
   */
  async function ask(method, path, body) {
    const headers = method === "GET" ? undefined : { "Content-Type": "application/json" };
    const response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${answer.message || answer.developerMessage} ${answer.next || ""}`);
    return answer;
  }

  Object.assign(control, { make, find, showProblem, announce, ask });
})();
