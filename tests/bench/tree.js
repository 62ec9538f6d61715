// @ts-check
/** Measures the palette's tree, and jsTree with the same rows; put into either page by tree.py. */
(function () {
  "use strict";

  const ROW = 28; // pixels
  const STEP = 3 * ROW; // a frame, as of a wheel that is turned quickly
  const WARM_UP = 10;

  /** Returns rows as the service may give them: in no order. @param {number} count @returns {any[]} */
  function makeRows(count) {
    let seed = 20260304;
    const order = Array.from({ length: count }, (_, index) => index);
    for (let index = count - 1; index > 0; index--) {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      const other = seed % (index + 1);
      [order[index], order[other]] = [order[other], order[index]];
    }
    return order.map((index) => ({
      key: `item:b.bench:urn:item:${index}`,
      kind: "item",
      type: "items:autodesk.fusion360:Design",
      name: `Bracket ${index % 97} of frame ${index}`,
      id: `urn:adsk.wipprod:dm.lineage:${index}`,
      hubId: "a.sample",
      projectId: "b.gearbox",
      icon: "design",
      version: 1 + (index % 9),
      versionId: `urn:adsk.wipprod:fs.file:vf.${index}?version=${1 + (index % 9)}`,
      tipId: `urn:adsk.wipprod:fs.file:vf.${index}?version=${1 + (index % 9)}`,
      modified: "2026-03-04T12:00:00+00:00",
      modifiedBy: "Mika Sørensen",
      size: 1000 + index,
      hasChildren: true,
      hasFile: true,
      webUrl: "",
      urn: "",
    }));
  }

  const nextFrame = () => new Promise(requestAnimationFrame);

  /** Waits until something that comes is on the screen. @param {string} selector */
  async function painted(selector) {
    while (!document.querySelector(selector)) await nextFrame();
    await nextFrame();
    await new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port2.onmessage = done;
      port1.postMessage(null);
    });
  }

  /** Returns the milliseconds from an answer of so many rows to its first rows on the screen. @param {number} count */
  async function openOurs(count) {
    const { testHost, fusionJavaScriptHandler } = /** @type {any} */ (window);
    const [message] = testHost.held["tree.list"];
    const answer = JSON.stringify({ jsonrpc: "2.0", id: message.id, result: { rows: makeRows(count) } });
    await nextFrame();
    const start = performance.now();
    fusionJavaScriptHandler.handle("rpc", answer);
    await painted(".row.is-item");
    return performance.now() - start;
  }

  /** Returns the same of jsTree, with a folder that is opened and waits. @param {number} count */
  async function openJsTree(count) {
    const { jQuery } = /** @type {any} */ (window);
    const answer = JSON.stringify({ rows: makeRows(count) });
    /** @type {any} */
    let hand = null;
    const place = document.body.appendChild(document.createElement("div"));
    place.style.cssText = "height: 600px; overflow: auto";
    jQuery(place).jstree({
      core: {
        animation: 0,
        /** @param {any} node @param {(nodes: any[]) => void} take */
        data(node, take) {
          if (node.id === "#") take.call(this, [{ id: "folder", text: "Released", children: true }]);
          else hand = take.bind(this);
        },
      },
    });
    while (!document.querySelector("#folder")) await nextFrame();
    jQuery(place).jstree("open_node", "folder");
    while (!hand) await nextFrame();
    await nextFrame();
    const start = performance.now();
    const { rows } = JSON.parse(answer);
    hand(rows.map((/** @type {any} */ row) => ({ id: row.key, text: row.name, children: row.hasChildren, data: row })));
    await painted("#folder .jstree-node");
    const took = performance.now() - start;
    const found = document.querySelectorAll("#folder .jstree-node").length;
    if (found !== count) throw new Error(`jsTree shows ${found} rows`);
    return took;
  }

  /**
   * Scrolls the tree up and down between two places, in pixels, and leaves a mark before each frame and after the last.
   * @param {{frames: number, from: number, to: number, mark: string}} way
   */
  async function scroll({ frames, from, to, mark }) {
    const tree = /** @type {HTMLElement} */ (document.querySelector(".tree"));
    let direction = 1;
    tree.scrollTop = from;
    for (let frame = -WARM_UP; frame <= frames; frame++) {
      if (frame >= 0) performance.mark(mark);
      if (tree.scrollTop + direction * STEP > to || tree.scrollTop + direction * STEP < from) direction = -direction;
      tree.scrollTop += direction * STEP;
      await nextFrame();
    }
  }

  /** Returns how far the tree scrolls, in pixels. */
  function height() {
    const tree = /** @type {HTMLElement} */ (document.querySelector(".tree"));
    return tree.scrollHeight - tree.clientHeight;
  }

  Object.assign(window, { benchTree: { openOurs, openJsTree, scroll, height } });
})();
