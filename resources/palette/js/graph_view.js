// @ts-check
/** The graph of the active design: drawn as SVG, moved and zoomed, expanded item by item, by mouse and keyboard. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, iconButton } = DataBrowser;
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 148;
  const HEIGHT = 36;
  const LETTERS = 15; // as many fit beside the icon
  const LEAST = 0.08;
  const MOST = 2.5;
  const FAR = 0.55; // below it, names could not be read
  const STYLES = /** @type {GraphStyle[]} */ (["drawing", "attachment", "use", "other"]);

  /** @param {string} tag @param {Record<string, any>} attributes @param {...(Node | string)} children */
  function s(tag, attributes, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.append(...children.map((child) => (typeof child === "string" ? DataBrowser.tame(child) : child)));
    return element;
  }

  /**
   * @param {Connection} connection
   * @param {{onShow(row: Row): void}} hooks
   * @returns {GraphView}
   */
  function createGraphView(connection, hooks) {
    const scene = s("g", { class: "graph-scene" });
    const svg = /** @type {SVGSVGElement} */ (
      s("svg", { class: "graph-svg", role: "group", "aria-label": t("graph.label") }, drawMarkers(), scene)
    );
    const panel = h("div", { class: "graph-panel", "aria-live": "polite" });
    const tools = h(
      "div",
      { class: "graph-tools" },
      iconButton("plus", t("graph.closer"), () => zoom(1.3)),
      iconButton("minus", t("graph.farther"), () => zoom(1 / 1.3)),
      iconButton("fit", t("graph.fit"), () => fit()),
      iconButton("export", t("graph.save"), save),
    );
    const legend = h(
      "ul",
      { class: "graph-legend", "aria-label": t("graph.legend") },
      [...STYLES, "stale"].map((style) =>
        h("li", null, h("i", { class: `graph-line graph-line-${style}` }), t(`graph.style-${style}`)),
      ),
    );
    const element = h("div", { class: "graph" }, svg, tools, legend, panel);
    const view = { x: 0, y: 0, scale: 1 };
    /** @type {GraphModel | null} */
    let model = null;
    /** @type {GraphNode | null} */
    let selected = null;
    let token = { isStopped: false };
    let isMoved = false; // by the user: then it is not fitted of itself
    /** @type {Call<{relations: Relation[]}> | null} */
    let call = null;

    /** @param {GraphItem} center @param {Relation[]} relations */
    async function show(center, relations) {
      stop();
      model = DataBrowser.createGraphModel(center);
      model.expand(center.id, relations);
      isMoved = false;
      selected = model.node(center.id);
      await place();
    }

    /** Drops what is under way. */
    function stop() {
      token.isStopped = true;
      token = { isStopped: false };
      if (call) call.cancel();
      call = null;
    }

    async function place() {
      if (!model) return;
      element.setAttribute("aria-busy", "true");
      const { width, height } = svg.getBoundingClientRect();
      if (!(await DataBrowser.placeNodes(model, width / height || 1, token))) return;
      element.removeAttribute("aria-busy");
      draw();
      if (isMoved) move();
      else fit();
    }

    function draw() {
      if (!model) return;
      const hadFocus = scene.contains(document.activeElement);
      const nodes = model.nodes();
      replace(scene, model.edges().map(drawEdge), nodes.map(drawNode));
      drawPanel();
      if (hadFocus) focus();
    }

    /** @param {GraphEdge} edge */
    function drawEdge(edge) {
      const { from, to } = edge;
      const start = cut(to, from);
      const end = cut(from, to);
      const line = s("path", {
        class: `graph-edge graph-edge-${edge.style}${edge.isStale ? " is-stale" : ""}`,
        d: `M${start.x},${start.y}L${end.x},${end.y}`,
        "marker-end": `url(#graph-arrow-${edge.isStale ? "stale" : edge.style})`,
      });
      line.append(s("title", {}, edge.words.join(" ")));
      return line;
    }

    /** Returns where the line from one node meets the edge of the other. @param {GraphNode} from @param {GraphNode} to */
    function cut(from, to) {
      const dx = to.x - from.x;
      const dy = to.y - from.y;
      const part = Math.min((WIDTH / 2 + 3) / Math.abs(dx || 1e-9), (HEIGHT / 2 + 3) / Math.abs(dy || 1e-9), 1);
      return { x: Math.round(to.x - dx * part), y: Math.round(to.y - dy * part) };
    }

    /** @param {GraphNode} node */
    function drawNode(node) {
      const isSelected = node === selected;
      const title = DataBrowser.shown(node.name) || t("unnamed");
      const letters = Array.from(title);
      const short = letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join("")}…` : letters.join("");
      const style = [
        "graph-node",
        node.level === 0 ? "is-center" : "",
        node.isStale ? "is-stale" : "",
        isSelected ? "is-selected" : "",
        node.isExpanded ? "is-expanded" : "",
      ];
      const picture = icon(node.icon);
      for (const [key, value] of Object.entries({ x: -WIDTH / 2 + 9, y: -8, width: 16, height: 16 }))
        picture.setAttribute(key, String(value));
      const group = s(
        "g",
        {
          class: style.filter(Boolean).join(" "),
          transform: `translate(${node.x},${node.y})`,
          role: "button",
          tabindex: isSelected ? 0 : -1,
          "data-id": node.id,
          "aria-label": labelOf(node),
        },
        s("rect", { x: -WIDTH / 2, y: -HEIGHT / 2, width: WIDTH, height: HEIGHT, rx: 6 }),
        picture,
        // Of its own size, so that no letter, however wide or tall, leaves it.
        s(
          "svg",
          { x: -WIDTH / 2 + 31, y: -HEIGHT / 2, width: WIDTH - 36, height: HEIGHT },
          s("text", { x: 0, y: HEIGHT / 2 + 4, direction: "ltr" }, `\u2068${short}\u2069`),
        ),
        s("title", {}, title),
      );
      return group;
    }

    /** @param {GraphNode} node */
    function labelOf(node) {
      const words = model ? model.edges().filter((edge) => edge.from === node || edge.to === node) : [];
      const first = node.level === 0 ? [t("graph.center")] : words.slice(0, 2).flatMap((edge) => edge.words);
      const state = node.isExpanded || !node.row ? "" : t("graph.may-expand");
      return [DataBrowser.shown(node.name) || t("unnamed"), ...first, state].filter(Boolean).join(". ");
    }

    function drawPanel() {
      const node = selected;
      if (!node || !model) return replace(panel);
      const edges = model.edges().filter((edge) => edge.from === node || edge.to === node);
      const words = node.level === 0 ? [] : edges.slice(0, 3).flatMap((edge) => edge.words);
      const { row } = node;
      replace(
        panel,
        h(
          "div",
          { class: "graph-words" },
          h("strong", null, name(node.name || t("unnamed"))),
          words.map((line) => h("p", { class: "fine" }, line)),
        ),
        row ? iconButton("locate", t("design.show", { name: node.name }), () => hooks.onShow(row)) : null,
      );
    }

    /** Selects a node, and shows what it relates to. @param {GraphNode} node */
    async function open(node) {
      select(node);
      if (!model || node.isExpanded || !node.row || call) return;
      const current = model;
      const params = { projectId: node.projectId, itemId: node.id, name: node.name };
      const request = /** @type {Call<{relations: Relation[]}>} */ (connection.request("graph.expand", params, DataBrowser.say));
      call = request;
      try {
        const { relations } = await request.promise;
        if (call !== request || current !== model) return;
        const fresh = model.expand(node.id, relations);
        isMoved = true;
        await place();
        if (!fresh.every(isInSight)) fit();
        DataBrowser.say(DataBrowser.count("graph.found", fresh.length));
      } catch (error) {
        if (call !== request) return;
        DataBrowser.sayProblem(DataBrowser.asProblem(error));
      } finally {
        if (call === request) call = null;
      }
    }

    /** @param {GraphNode} node */
    function select(node) {
      if (node === selected) return drawPanel();
      selected = node;
      for (const group of scene.querySelectorAll(".graph-node")) {
        const isIt = group.getAttribute("data-id") === node.id;
        group.classList.toggle("is-selected", isIt);
        group.setAttribute("tabindex", isIt ? "0" : "-1");
      }
      return drawPanel();
    }

    function focus() {
      const group = /** @type {SVGElement | null} */ (scene.querySelector(".graph-node.is-selected"));
      if (group) group.focus({ preventScroll: true });
    }

    /** Shows all of it. */
    function fit() {
      if (!model) return;
      const nodes = model.nodes();
      const { width, height } = svg.getBoundingClientRect();
      const left = Math.min(...nodes.map((node) => node.x)) - WIDTH / 2 - 16;
      const right = Math.max(...nodes.map((node) => node.x)) + WIDTH / 2 + 16;
      const top = Math.min(...nodes.map((node) => node.y)) - HEIGHT / 2 - 16;
      const bottom = Math.max(...nodes.map((node) => node.y)) + HEIGHT / 2 + 16;
      view.scale = Math.max(LEAST, Math.min(1.2, width / (right - left), height / (bottom - top)));
      view.x = width / 2 - ((left + right) / 2) * view.scale;
      view.y = height / 2 - ((top + bottom) / 2) * view.scale;
      isMoved = false;
      move();
    }

    /** @param {number} factor @param {{x: number, y: number}} [at] what stays where it is; else the middle */
    function zoom(factor, at) {
      const { width, height } = svg.getBoundingClientRect();
      const point = at || { x: width / 2, y: height / 2 };
      const scale = Math.max(LEAST, Math.min(MOST, view.scale * factor));
      view.x = point.x - ((point.x - view.x) * scale) / view.scale;
      view.y = point.y - ((point.y - view.y) * scale) / view.scale;
      view.scale = scale;
      isMoved = true;
      move();
    }

    function move() {
      scene.setAttribute("transform", `translate(${view.x.toFixed(1)},${view.y.toFixed(1)}) scale(${view.scale.toFixed(4)})`);
      svg.classList.toggle("is-far", view.scale < FAR);
    }

    /** @param {GraphNode} node */
    function isInSight(node) {
      const { width, height } = svg.getBoundingClientRect();
      const [x, y] = [node.x * view.scale + view.x, node.y * view.scale + view.y];
      return x > 60 && x < width - 60 && y > 20 && y < height - 20;
    }

    async function save() {
      if (!model) return;
      const params = { name: model.nodes()[0].name, svg: DataBrowser.drawPicture(svg, model) };
      try {
        const { path } = /** @type {{path: string | null}} */ (await connection.request("graph.save", params).promise);
        if (path) DataBrowser.say(t("graph.saved", { path }));
      } catch (error) {
        DataBrowser.sayProblem(DataBrowser.asProblem(error));
      }
    }

    /** Brings the selected node into sight. */
    function reveal() {
      if (!selected) return;
      const { width, height } = svg.getBoundingClientRect();
      const x = selected.x * view.scale + view.x;
      const y = selected.y * view.scale + view.y;
      view.x += Math.max(0, 90 - x) - Math.max(0, x - (width - 90));
      view.y += Math.max(0, 40 - y) - Math.max(0, y - (height - 40));
      move();
    }

    /** Returns the node that lies nearest in a direction. @param {GraphNode} from @param {number} dx @param {number} dy */
    function neighbour(from, dx, dy) {
      /** @type {GraphNode | null} */
      let best = null;
      let least = Infinity;
      for (const node of model ? model.nodes() : []) {
        const ahead = (node.x - from.x) * dx + (node.y - from.y) * dy;
        const aside = Math.abs((node.x - from.x) * dy) + Math.abs((node.y - from.y) * dx);
        const cost = ahead + aside * 2;
        if (ahead > 0 && cost < least) [best, least] = [node, cost];
      }
      return best;
    }

    /** @param {KeyboardEvent} event */
    function onKey(event) {
      const steps = /** @type {Record<string, [number, number]>} */ ({
        ArrowLeft: [-1, 0],
        ArrowRight: [1, 0],
        ArrowUp: [0, -1],
        ArrowDown: [0, 1],
      });
      if (!model || !selected || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key in steps) go(neighbour(selected, ...steps[event.key]));
      else if (event.key === "Home") go(model.nodes()[0]);
      else if (event.key === "Enter" || event.key === " ") open(selected);
      else if (event.key === "+") zoom(1.3);
      else if (event.key === "-") zoom(1 / 1.3);
      else if (event.key === "0") fit();
      else return;
      event.preventDefault();
    }

    /** @param {GraphNode | null} node */
    function go(node) {
      if (!node) return;
      select(node);
      reveal();
      focus();
    }

    /** @param {Event} event */
    function nodeOf(event) {
      const group = /** @type {Element} */ (event.target).closest(".graph-node");
      return group && model ? model.node(group.getAttribute("data-id") || "") : null;
    }

    /** @type {{x: number, y: number, isFar: boolean} | null} */
    let drag = null;
    svg.addEventListener("keydown", onKey);
    svg.addEventListener("click", (event) => {
      const node = nodeOf(event);
      if (!node || (drag && drag.isFar)) return;
      open(node);
      focus();
    });
    svg.addEventListener("pointerdown", (event) => {
      if (event.button === 0) drag = { x: event.clientX, y: event.clientY, isFar: false };
    });
    svg.addEventListener("pointermove", (event) => {
      if (!drag || !(event.buttons & 1)) return;
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
      if (!drag.isFar && Math.hypot(dx, dy) < 4) return;
      if (!drag.isFar) svg.setPointerCapture(event.pointerId);
      drag = { x: event.clientX, y: event.clientY, isFar: true };
      view.x += dx;
      view.y += dy;
      isMoved = true;
      move();
    });
    svg.addEventListener("pointerup", () => setTimeout(() => (drag = null)));
    svg.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        const { left, top } = svg.getBoundingClientRect();
        zoom(Math.exp(-event.deltaY / 500), { x: event.clientX - left, y: event.clientY - top });
      },
      { passive: false },
    );
    new ResizeObserver(() => {
      if (model && !isMoved && svg.getBoundingClientRect().width) fit();
    }).observe(svg);

    return { element, show, stop, focus };
  }

  /** The heads of the lines, one for each colour. */
  function drawMarkers() {
    return s(
      "defs",
      {},
      ...[...STYLES, "stale"].map((style) =>
        s(
          "marker",
          {
            id: `graph-arrow-${style}`,
            class: `graph-arrow graph-arrow-${style}`,
            viewBox: "0 0 8 8",
            refX: 7,
            refY: 4,
            markerWidth: 7,
            markerHeight: 7,
            orient: "auto",
          },
          s("path", { d: "M0,0.5L8,4L0,7.5z" }),
        ),
      ),
    );
  }

  Object.assign(DataBrowser, { createGraphView });
})(window.DataBrowser);
