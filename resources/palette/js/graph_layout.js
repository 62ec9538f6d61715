// @ts-check
/** Places the nodes of the graph: the design in the middle, what relates to it around, nothing on top of another. */
(function (DataBrowser) {
  "use strict";

  const { d3 } = window;
  const WIDTH = 172; // of a node with its margin
  const HEIGHT = 58;
  const SQUEEZE = WIDTH / HEIGHT; // nodes are wide: what is placed are circles in a space as much narrower
  const PRESSURE = 1.4;
  const SLICE_MS = 12; // at a time: the page must stay alive

  /**
   * Gives every node a place; those that have one keep it, so that what was looked at stays where it is.
   * Resolves once all are placed; false when it was stopped.
   * @param {GraphModel} model
   * @param {number} aspect width of the place it is for, by its height
   * @param {{isStopped: boolean}} token
   */
  async function placeNodes(model, aspect, token) {
    const nodes = model.nodes();
    const byParent = new Map();
    for (const node of nodes) {
      if (!node.isPlaced) byParent.set(node.parent, (byParent.get(node.parent) || []).concat(node));
    }
    for (const [parent, children] of byParent) spread(parent, children);
    const points = nodes.map((node) => ({
      node,
      x: node.x / SQUEEZE,
      y: node.y,
      ...(node.isPlaced || node.level === 0 ? { fx: node.x / SQUEEZE, fy: node.y } : {}),
    }));
    const index = new Map(points.map((point) => [point.node, point]));
    const links = model.edges().map((edge) => ({ source: index.get(edge.from), target: index.get(edge.to) }));
    const distance = HEIGHT * 2 + Math.sqrt(nodes.length) * 6;
    const simulation = d3
      .forceSimulation(points)
      .force("link", d3.forceLink(links).distance(distance).strength(0.4))
      .force("charge", d3.forceManyBody().strength(-HEIGHT * 3).theta(1.1).distanceMax(HEIGHT * 14))
      // Pressed together across, it grows along: a tall place gets a tall graph.
      .force("across", d3.forceX(0).strength(aspect < 1 ? PRESSURE / aspect : 0))
      .force("collide", d3.forceCollide(HEIGHT / 2 + 4).iterations(2))
      .stop();
    const ticks = nodes.length > 200 ? 120 : 220;
    for (let done = 0; done < ticks; ) {
      const until = performance.now() + SLICE_MS;
      while (done < ticks && performance.now() < until) {
        simulation.tick();
        done += 1;
      }
      if (done < ticks) await new Promise((next) => setTimeout(next));
      if (token.isStopped) return false;
    }
    for (const point of points) {
      point.node.x = Math.round(point.x * SQUEEZE);
      point.node.y = Math.round(point.y);
      point.node.isPlaced = true;
    }
    return true;
  }

  /** Lets new nodes begin around the one they came with, away from the middle. @param {GraphNode | null} parent @param {GraphNode[]} children */
  function spread(parent, children) {
    if (!parent) return; // the middle is where it is
    const away = Math.atan2(parent.y, parent.x / SQUEEZE);
    const whole = parent.level === 0 ? 2 * Math.PI : Math.PI * 0.9;
    children.forEach((child, place) => {
      const share = (place + 0.5) / children.length - 0.5;
      const angle = parent.level === 0 ? whole * share - Math.PI / 2 : away + whole * share;
      const radius = HEIGHT * (2 + (place % 3) * 0.4);
      child.x = parent.x + Math.cos(angle) * radius * SQUEEZE;
      child.y = parent.y + Math.sin(angle) * radius;
    });
  }

  Object.assign(DataBrowser, { placeNodes });
})(window.DataBrowser);
