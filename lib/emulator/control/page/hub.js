// @ts-check
/** The hub as a tree, level by level, and the last requests. */
(function () {
  "use strict";

  /** @type {any} */
  const control = /** @type {any} */ (window).ServiceControl;
  const { say, make, find, ask, showProblem } = control;
  const MOST_ROWS = 100;
  let last = 0;

  /** @typedef {{kind: string, id: string, name: string, note: string, below: number}} Child */
  /** @typedef {{number: number, time: string, method: string, target: string, status: number}} Logged */

  /**
   * @param {HTMLElement} list
   * @param {string} kind
   * @param {string} id
   */
  async function fill(list, kind, id) {
    try {
      const query = `tree?kind=${encodeURIComponent(kind)}&id=${encodeURIComponent(id)}`;
      /** @type {Child[]} */
      const children = (await ask("GET", query)).children;
      list.replaceChildren(...children.map(branch));
      if (!children.length) list.append(make("li", { class: "soft leaf" }, say("empty")));
    } catch (error) {
      showProblem(String(error instanceof Error ? error.message : error));
    }
  }

  /**
   * @param {Child} child
   * @returns {HTMLElement}
   */
  function branch(child) {
    const note = child.kind === "project" ? say(`access.${child.note}`) : child.note.replace(/^.*:/, "");
    const label = [make("span", { class: `kind kind-${child.kind}`, "aria-hidden": "true" }), make("bdi", {}, child.name)];
    if (note) label.push(make("span", { class: "soft note" }, note));
    if (!child.below) return make("li", { class: "leaf", title: child.id }, ...label);
    label.push(make("span", { class: "soft count" }, String(child.below)));
    const list = make("ul");
    const details = make("details", {}, make("summary", { title: child.id }, ...label), list);
    details.addEventListener("toggle", () => {
      if (details.hasAttribute("open")) void fill(list, child.kind, child.id);
    });
    return make("li", {}, details);
  }

  /** Shows the hubs, every branch closed. */
  async function showTree() {
    const list = make("ul");
    await fill(list, "root", "");
    find("tree").replaceChildren(list);
  }

  /** Adds what has been asked of the service since the last time. */
  async function showRequests() {
    /** @type {Logged[]} */
    const requests = (await ask("GET", `requests?last=${MOST_ROWS}&after=${last}`)).requests;
    const body = find("requests");
    for (const request of requests) {
      last = Math.max(last, request.number);
      body.prepend(row(request));
    }
    while (body.children.length > MOST_ROWS) body.lastElementChild.remove();
    find("no-requests").hidden = body.children.length > 0;
  }

  /**
   * @param {Logged} request
   * @returns {HTMLElement}
   */
  function row(request) {
    const status = request.status ? String(request.status) : say("status.none");
    const grade = request.status ? Math.floor(request.status / 100) : 0;
    return make(
      "tr",
      {},
      make("td", { class: "soft when" }, new Date(request.time).toLocaleTimeString("en-GB")),
      make("td", { class: `status status-${grade}` }, status),
      make("td", { class: "target", title: request.target }, make("b", {}, request.method), ` ${shorten(request.target)}`),
    );
  }

  /**
   * @param {string} target
   * @returns {string} with the middle of its ids left out
   */
  function shorten(target) {
    return target.replace(/[^/?&=]{29,}/g, (part) => `${part.slice(0, 14)}\u2026${part.slice(-10)}`);
  }

  /** Forgets the rows that are shown. */
  function clearRequests() {
    find("requests").replaceChildren();
  }

  Object.assign(control, { showTree, showRequests, clearRequests });
})();
