// @ts-check
/** What the graph shows: items as nodes, refs between them as edges, each once however often it is told. */
(function (DataBrowser) {
  "use strict";

  /** @param {GraphItem} center @returns {GraphModel} */
  function createGraphModel(center) {
    /** @type {Map<string, GraphNode>} */
    const nodes = new Map();
    /** @type {Map<string, GraphEdge>} */
    const edges = new Map();

    /** @param {GraphItem} item @param {GraphNode | null} parent */
    function addNode(item, parent) {
      let node = nodes.get(item.id);
      if (!node) {
        node = {
          ...item,
          level: parent ? parent.level + 1 : 0,
          parent,
          isExpanded: false,
          isStale: false,
          x: 0,
          y: 0,
          isPlaced: false,
        };
        nodes.set(item.id, node);
      }
      return node;
    }

    /**
     * Takes up what an item relates to; returns the nodes that are new.
     * @param {string} id of the item @param {Relation[]} relations
     */
    function expand(id, relations) {
      const owner = /** @type {GraphNode} */ (nodes.get(id));
      const before = nodes.size;
      owner.isExpanded = true;
      for (const relation of relations) {
        const { other } = relation;
        const item = {
          id: other ? other.itemId || other.id : relation.otherName,
          projectId: other ? other.projectId : owner.projectId,
          name: relation.otherName,
          icon: other && other.kind === "item" ? other.icon : "file",
          row: other && other.kind === "item" ? other : null,
        };
        const node = addNode(item, owner);
        const [from, to] = relation.direction === "from" ? [owner, node] : [node, owner];
        const key = `${from.id}|${to.id}|${relation.type}`;
        const edge = edges.get(key) || { key, from, to, style: styleOf(relation), isStale: false, words: [] };
        edge.isStale = edge.isStale || relation.isStale;
        edge.words = [relation.directionText, relation.staleText].filter(Boolean);
        edges.set(key, edge);
        if (relation.isStale) node.isStale = true;
      }
      return [...nodes.values()].slice(before);
    }

    addNode(center, null);
    return {
      expand,
      node: (id) => nodes.get(id) || null,
      nodes: () => [...nodes.values()],
      edges: () => [...edges.values()],
    };
  }

  /** Returns how the line of a relation is drawn. @param {Relation} relation @returns {GraphStyle} */
  function styleOf({ type, group }) {
    if (type.endsWith(":DrawingToDesign")) return "drawing";
    if (type.endsWith(":Attachment")) return "attachment";
    return group === "uses" || group === "usedIn" ? "use" : "other";
  }

  Object.assign(DataBrowser, { createGraphModel });
})(window.DataBrowser);
