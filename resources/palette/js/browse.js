// @ts-check
/** *Browse*: the tree beside the details of what is selected in it. */
(function (DataBrowser) {
  "use strict";

  const { h, iconButton, t } = DataBrowser;
  const SETTLE_MS = 150; // the arrow keys pass many rows; each would cost requests

  /**
   * @param {Connection} connection
   * @param {{onAttach(target: Target): void, onChange(): void}} hooks
   * @returns {BrowseView}
   */
  function createBrowseView(connection, hooks) {
    const model = DataBrowser.createTreeModel({ load, onChange: changed });
    const tree = DataBrowser.createTree(model, { onSelect: select, onOpen: open });
    const details = DataBrowser.createDetailsPane(connection, { onAttach: hooks.onAttach, onClose: close });
    let timer = 0;
    /** The row that is shown as soon as the keys rest. @type {Row | null} */
    let passing = null;
    let shownKey = "";
    /** The key to select as soon as its node comes. */
    let wantedKey = "";
    /** @type {Call<{rows: Row[]}> | null} */
    let finding = null;
    let reveals = 0;

    const columns = ["name", "version", "modified", "modified-by", "size"];
    const element = h(
      "div",
      { class: "browse" },
      h(
        "div",
        { class: "browse-tree" },
        h(
          "div",
          { class: "tree-head" },
          columns.map((column) =>
            h("span", { class: `head-${column}`, "aria-hidden": "true" }, t(`fact.${column}`)),
          ),
          iconButton("refresh", t("tree.refresh"), refresh),
        ),
        tree.element,
      ),
      details.element,
    );

    /** @param {Row | null} row @param {(text: string) => void} onWait */
    function load(row, onWait) {
      const params = row
        ? { kind: row.kind, hubId: row.hubId, projectId: row.projectId, id: row.id }
        : { kind: "root", hubId: "", projectId: "", id: "" };
      return /** @type {Call<{rows: Row[]}>} */ (connection.request("tree.list", params, onWait));
    }

    function changed() {
      const wanted = wantedKey ? model.find((row) => row.key === wantedKey) : null;
      if (wanted && model.isVisible(wanted)) {
        wantedKey = "";
        tree.refresh();
        tree.activate(wanted, "code");
      }
      tree.refresh();
      hooks.onChange();
    }

    /** @param {TreeNode} node @param {string} reason */
    function select(node, reason) {
      wantedKey = "";
      stopFinding();
      const row = node.row && withItem(node);
      clearTimeout(timer);
      passing = row && row.key !== shownKey ? row : null;
      if (reason === "key") timer = setTimeout(show, SETTLE_MS);
      else show();
    }

    function show() {
      if (!passing) return;
      shownKey = passing.key;
      details.show(passing);
      passing = null;
      hooks.onChange();
    }

    /** Goes on to the details of what was chosen, even if the keys have not rested since. */
    function open() {
      show();
      details.focus();
    }

    /** A version is shown under its item's name, whatever its own was. @param {TreeNode} node @returns {Row} */
    function withItem(node) {
      const row = /** @type {Row} */ (node.row);
      const item = row.kind === "version" && node.parent ? node.parent.row : null;
      return item ? { ...row, itemId: item.id, icon: item.icon } : row;
    }

    function refresh() {
      let node = tree.active || model.root;
      while (node.parent && !(node.row && node.row.hasChildren && node.isExpanded)) node = node.parent;
      model.reload(node);
    }

    /** Gives up what is being looked for: the user, or another account, went elsewhere. */
    function stopFinding() {
      reveals += 1;
      if (!finding) return;
      finding.cancel();
      finding = null;
      DataBrowser.say("");
    }

    /** Returns the rows that lead to an item; only where the tree has not listed it, the host is asked. @param {Row} row */
    async function wayTo(row) {
      const node = model.find(
        (one) => one.kind === "item" && one.id === row.id && one.projectId === row.projectId,
      );
      if (node) return model.way(node);
      const project = model.find((one) => one.kind === "project" && one.id === row.projectId);
      const hubId = project && project.row ? project.row.hubId : "";
      const params = { hubId, projectId: row.projectId, itemId: row.id };
      finding = connection.request("tree.path", params, DataBrowser.say);
      return (await finding.promise).rows;
    }

    function close() {
      passing = null;
      shownKey = "";
      details.show(null);
      tree.focus();
    }

    return {
      element,
      async open(view) {
        stopFinding();
        passing = null;
        shownKey = "";
        wantedKey = view ? view.selected : "";
        tree.activate(null);
        details.show(null);
        await model.reset(view ? view.expanded : []);
      },
      setDocument: details.setDocument,
      focus: tree.focus,
      attach() {
        show();
        return details.attach();
      },
      async reveal(row) {
        stopFinding();
        wantedKey = "";
        const current = reveals;
        let why = "";
        tree.focus();
        DataBrowser.say(t("tree.finding", { name: row.name }));
        try {
          const node = await model.reveal(await wayTo(row));
          if (current !== reveals) return;
          finding = null;
          if (node) {
            tree.activate(node, "code");
            DataBrowser.say("");
            return;
          }
        } catch (error) {
          if (current !== reveals) return;
          why = DataBrowser.asProblem(error).message;
        }
        // Its place is unknown or out of reach, but what it is can still be shown.
        stopFinding();
        passing = null;
        shownKey = row.key;
        details.show(row);
        details.focus();
        DataBrowser.say(`${t("tree.no-path", { name: row.name })} ${why}`);
      },
      place: () => ({ expanded: model.expandedKeys(), selected: wantedKey || shownKey }),
    };
  }

  Object.assign(DataBrowser, { createBrowseView });
})(window.DataBrowser);
