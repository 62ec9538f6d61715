// @ts-check
/** *Browse*: the tree beside the details of what is selected in it. */
(function (DataBrowser) {
  "use strict";

  const { h, iconButton, t } = DataBrowser;
  const SETTLE_MS = 150; // the arrow keys pass many rows; each would cost requests

  /**
   * @param {Connection} connection
   * @param {{
   *   onAttach(target: Target, types: PairTypes): void,
   *   onAttachMany(many: ManyTargets): void,
   *   onFiles(folder: Row): void,
   *   onReferences(target: ReferencesTarget): void,
   *   onChange(): void,
   * }} hooks
   * @returns {BrowseView}
   */
  function createBrowseView(connection, hooks) {
    const model = DataBrowser.createTreeModel({ load, onChange: changed });
    const tree = DataBrowser.createTree(model, { onSelect: select, onOpen: open });
    const details = DataBrowser.createDetailsPane(connection, {
      onAttach: (target, type) => hooks.onAttach(target, { type, ownType: ownType() }),
      onFiles: (folder) => hooks.onFiles(folder),
      onReferences: hooks.onReferences,
      onClose: close,
    });
    const selection = DataBrowser.createSelectionPane({
      onAttach: (rows) => hooks.onAttachMany({ targets: rows.map(targetOf), ownType: ownType() }),
      onClear: () => {
        tree.activate(tree.active, "code");
        tree.focus();
      },
    });
    /** @type {ActiveDocument | null} */
    let activeDocument = null;
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
          DataBrowser.exportButton(connection, () => DataBrowser.treeTable(t("export.tree"), model.visible)),
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
      drawSelection();
      hooks.onChange();
    }

    /** Shows what is selected where that is more than one thing; tells whether it is. */
    function drawSelection() {
      const { chosen } = tree;
      const isMany = chosen.length > 1;
      if (isMany) selection.show(chosen.map(withItem));
      const [shown, other] = isMany ? [selection, details] : [details, selection];
      if (other.element.parentNode) other.element.replaceWith(shown.element);
      return isMany;
    }

    /** @param {TreeNode} node @param {string} reason */
    function select(node, reason) {
      wantedKey = "";
      stopFinding();
      if (drawSelection()) {
        clearTimeout(timer);
        passing = null; // the details of each would cost requests
        return;
      }
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
      if (selection.element.parentNode) return selection.focus();
      show();
      details.focus();
    }

    /** A version is shown under its item's name, whatever its own was. @param {TreeNode} node @returns {Row} */
    function withItem(node) {
      const row = /** @type {Row} */ (node.row);
      const item = row.kind === "version" && node.parent ? node.parent.row : null;
      return item ? { ...row, name: item.name, itemId: item.id, icon: item.icon } : row;
    }

    /** @param {Row} row */
    function targetOf(row) {
      const isVersion = row.kind === "version";
      return {
        projectId: row.projectId,
        itemId: isVersion ? row.itemId || "" : row.id,
        versionId: isVersion ? row.id : null,
        name: row.name,
        version: row.version || 0,
        type: row.type,
      };
    }

    /** Returns the extension type of the active document, if the tree has listed it. */
    function ownType() {
      const own = activeDocument;
      const node = own && own.itemId && model.find((row) => row.kind === "item" && row.id === own.itemId);
      return node && node.row ? node.row.type : "";
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
        drawSelection();
        details.forget();
        await model.reset(view ? view.expanded : []);
      },
      setDocument(next) {
        activeDocument = next;
        details.setDocument(next);
        selection.setDocument(next);
      },
      focus: tree.focus,
      attach() {
        if (selection.element.parentNode) return selection.attach();
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
        if (selection.element.parentNode) tree.activate(tree.active);
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
