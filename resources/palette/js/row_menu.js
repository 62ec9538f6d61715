// @ts-check
/** What the context menu of the tree offers, for one row or for several, and that of what a search has found. */
(function (DataBrowser) {
  "use strict";

  const { t } = DataBrowser;

  /**
   * @param {RowMenuParts} parts
   * @returns {RowMenu}
   */
  function createRowMenu({ model, tree, actions, withItem, favourites, wayTo, copy, attachMany, onStale }) {
    /** @param {TreeNode} node @param {Row} row @returns {MenuChoice[]} */
    function placeChoices(node, row) {
      const choices = [];
      if (row.hasChildren) {
        choices.push(
          node.isExpanded
            ? { icon: "minus", text: t("menu.collapse"), act: () => model.collapse(node) }
            : { icon: "plus", text: t("menu.expand"), act: () => model.expand(node) },
        );
      }
      if (row.hasChildren && node.isExpanded)
        choices.push({ icon: "refresh", text: t("menu.refresh"), act: () => model.reload(node) });
      const { kind, hubId, projectId, name } = row;
      if (kind === "hub" || kind === "project")
        choices.push({ icon: "stale", text: t("stale.here"), act: () => onStale({ hubId, projectId, name }) });
      return choices;
    }

    /** @param {Row} row @param {Step[]} way to it; none where that is not known @returns {MenuChoice[]} */
    function ownChoices(row, way) {
      const copyName = { icon: "copy", text: t("menu.copy-name"), act: () => copy(row.name, t("menu.copy-name")) };
      if (!way.length) return [{ ...copyName, isApart: true }];
      const isOn = favourites.has(way[way.length - 1].key);
      return [
        {
          icon: isOn ? "star-on" : "star",
          text: t(isOn ? "favourites.take-off" : "favourites.add"),
          isApart: true,
          act: () => favourites.toggle(way),
        },
        copyName,
      ];
    }

    /** @param {TreeNode[]} chosen @returns {MenuChoice[]} */
    function manyChoices(chosen) {
      const rows = chosen.map((node) => /** @type {Row} */ (node.row));
      const ways = chosen.map((node) => DataBrowser.stepsOf(wayTo(node)));
      const left = ways.filter((way) => !favourites.has(way[way.length - 1].key));
      const lines = (/** @type {string[]} */ texts) => texts.join("\n");
      return [
        { icon: "attach", text: DataBrowser.count("menu.attach-many", rows.length), act: attachMany },
        ...(left.length
          ? [{ icon: "star", text: DataBrowser.count("menu.favour-many", left.length), act: () => addAll(left) }]
          : []),
        { icon: "copy", text: t("menu.copy-names"), act: () => copy(lines(rows.map((row) => row.name)), t("menu.copy-names")) },
        { icon: "copy", text: t("menu.copy-ids"), act: () => copy(lines(rows.map((row) => row.id)), t("menu.copy-ids")) },
      ];
    }

    /** One after the other: each answer tells of all. @param {Step[][]} ways */
    async function addAll(ways) {
      for (const way of ways) await favourites.toggle(way);
    }

    return {
      forNode(node) {
        const { chosen } = tree;
        if (chosen.length > 1 && chosen.includes(node)) return manyChoices(chosen);
        const { row } = node;
        if (!row) return [];
        const way = DataBrowser.stepsOf(wayTo(node));
        return [...placeChoices(node, row), ...actions(withItem(node)), ...ownChoices(row, way)];
      },
      forFound(row, way) {
        // A download is shown in the details of what it is of.
        const own = actions(row).filter(({ id }) => id !== "download");
        return [...own, ...ownChoices(row, DataBrowser.stepsOf(way || []))];
      },
    };
  }

  Object.assign(DataBrowser, { createRowMenu });
})(window.DataBrowser);
