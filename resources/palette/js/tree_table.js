// @ts-check
/** The rows of the tree that are listed, as a table for other programs. */
(function (DataBrowser) {
  "use strict";

  const { t } = DataBrowser;
  const WAY = " › ";

  /** @type {[string, (row: Row, node: TreeNode) => string | number | null | undefined][]} */
  const COLUMNS = [
    ["column.name", nameOf],
    ["column.kind", (row) => DataBrowser.kindName(row)],
    ["column.path", (_, node) => pathOf(node)],
    ["column.version", ({ version }) => version],
    ["fact.modified", ({ modified }) => modified],
    ["fact.modified-by", ({ modifiedBy }) => modifiedBy],
    ["column.bytes", ({ size }) => size],
    ["fact.hub-id", ({ kind, id, hubId }) => (kind === "hub" ? id : hubId)],
    ["fact.project-id", ({ kind, id, projectId }) => (kind === "project" ? id : projectId)],
    ["fact.folder-id", ({ kind, id }) => (kind === "folder" ? id : "")],
    ["column.item-id", ({ kind, id, itemId }) => (kind === "item" ? id : itemId)],
    ["column.version-id", ({ versionId }) => versionId],
    ["column.listed", (_, { parent }) => parent && parent.seen && new Date(parent.seen).toISOString()],
  ];

  /** @param {Row} row */
  function nameOf({ kind, name, version }) {
    return kind === "version" ? t("version-long", { number: version || 0 }) : name;
  }

  /** Returns the names of what a row lies in, the hub's first. @param {TreeNode} node */
  function pathOf(node) {
    const names = [];
    for (let above = node.parent; above && above.row; above = above.parent) names.unshift(above.row.name);
    return names.join(WAY);
  }

  /**
   * @param {string} name what the file is called
   * @param {(TreeNode | null)[]} nodes those in sight, in their order; what is no row of the hub is left out
   * @returns {Table}
   */
  function treeTable(name, nodes) {
    return {
      name,
      columns: COLUMNS.map(([key]) => t(key)),
      rows: nodes.flatMap((node) => {
        const row = node && node.row;
        if (!node || !row) return [];
        return [COLUMNS.map(([, read]) => cellOf(read(row, node)))];
      }),
    };
  }

  /** @param {string | number | null | undefined} value */
  function cellOf(value) {
    return value === null || value === undefined ? "" : String(value);
  }

  Object.assign(DataBrowser, { treeTable });
})(window.DataBrowser);
