// @ts-check
/** What can be done with a row of the tree, for the menu of the details and for the tree's own. */
(function (DataBrowser) {
  "use strict";

  const { t } = DataBrowser;
  const OPENS_IN_FUSION = ["design", "drawing"];

  /** @param {Row} row */
  const isFile = (row) => row.kind === "item" || row.kind === "version";

  /** @param {Row} row the item's id, of a version that of its item */
  const itemIdOf = (row) => (row.kind === "version" ? row.itemId || "" : row.id);

  /**
   * @param {Connection} connection
   * @param {ItemActionHooks} hooks
   * @returns {ItemActions}
   */
  function createItemActions(connection, hooks) {
    const permissions = DataBrowser.createPermissions(connection);
    /** @type {ActiveDocument | null} */
    let activeDocument = null;

    /** Returns what can be done with a row; what cannot be done now says why. @param {Row} row @returns {ItemAction[]} */
    function choicesFor(row) {
      /** @type {(ItemAction | null)[]} */
      const choices = isFile(row) ? fileActions(row) : placeActions(row);
      return /** @type {ItemAction[]} */ (choices.filter(Boolean));
    }

    /** @param {Row} row @returns {(ItemAction | null)[]} */
    function fileActions(row) {
      const itemId = itemIdOf(row);
      const { projectId } = row;
      const versionId = row.kind === "version" ? row.id : row.versionId;
      const mayNotView = permissions.reason(row, "view");
      return [
        OPENS_IN_FUSION.includes(row.icon)
          ? {
              id: "open",
              icon: "design",
              text: t("action.open"),
              reason: mayNotView,
              act: () => ask("design.open", { itemId }, t("action.opening", { name: row.name })),
            }
          : null,
        row.icon === "design"
          ? {
              id: "insert",
              icon: "insert",
              text: t("action.insert"),
              reason: mayNotView || reasonNotToInsert(itemId),
              act: () => insert(row.name, itemId),
            }
          : null,
        {
          id: "web",
          icon: "outside",
          text: t("action.web"),
          reason: mayNotView,
          act: () => ask("design.web", { itemId }, ""),
        },
        row.hasFile && versionId
          ? {
              id: "download",
              icon: "download",
              text: row.version ? t("action.download", { number: row.version }) : t("download.start"),
              reason: permissions.reason(row, "download"),
              act: () => {
                const number = row.kind === "version" ? row.version : null;
                hooks.onDownload({ projectId, versionId, name: row.name, number });
              },
            }
          : null,
        {
          id: "attach",
          icon: "attach",
          text: t("attach.open"),
          reason: reasonNotToAttach(row),
          act: () => hooks.onAttach(row),
        },
        {
          id: "references",
          icon: "graph",
          text: t("action.references"),
          act: () => hooks.onReferences({ projectId, itemId, name: row.name }),
        },
        copyAction("copy-item", "relation.copy-item", itemId),
        versionId ? copyAction("copy-version", "relation.copy-version", versionId) : null,
        { id: "copy-link", icon: "copy", text: t("action.copy-link"), act: () => copyLink(itemId) },
      ];
    }

    /** @param {Row} row @returns {(ItemAction | null)[]} */
    function placeActions(row) {
      const isOwn = activeDocument !== null && activeDocument.projectId === row.projectId;
      return [
        row.kind === "folder" && isOwn
          ? {
              id: "files",
              icon: "attach-file",
              text: t("files.open-here"),
              reason: permissions.reason(row, "upload"),
              act: () => hooks.onFiles(row),
            }
          : null,
        copyAction("copy-id", `action.copy-${row.kind}`, row.id),
        row.webUrl ? copyAction("copy-link", "action.copy-link", row.webUrl) : null,
      ];
    }

    /** Returns the open design as far as permissions are asked for it. */
    function designRow() {
      const shown = activeDocument;
      if (!shown || shown.state !== "saved") return null;
      const { projectId, itemId: id } = shown;
      return /** @type {Row} */ (/** @type {any} */ ({ kind: "item", projectId, id }));
    }

    /** A ref is written to the end that it goes from, which may be either: one that may be changed is enough. @param {Row} row */
    function reasonNotToAttach(row) {
      const design = designRow();
      const why = permissions.reason(row, "attach");
      if (why && design && permissions.reason(design, "attach")) return why;
      return DataBrowser.reasonNotToAttach(activeDocument);
    }

    /** Asks what may be done with a row, and with the open design where that matters. @param {Row} row */
    async function learn(row) {
      const allowed = await permissions.find(row);
      const design = designRow();
      if (design && isFile(row) && permissions.reason(row, "attach")) await permissions.find(design);
      return allowed;
    }

    /** @param {string} itemId */
    function reasonNotToInsert(itemId) {
      const shown = activeDocument;
      if (!shown || shown.state === "none") return t("action.insert-none");
      if (shown.state === "unsaved") return t("action.insert-unsaved", { name: shown.name });
      if (shown.kind === "drawing") return t("action.insert-drawing", { name: shown.name });
      return shown.itemId === itemId ? t("action.insert-itself") : "";
    }

    /** @param {string} name @param {string} itemId */
    function insert(name, itemId) {
      const into = activeDocument ? activeDocument.name : "";
      return ask("item.insert", { itemId }, t("action.inserting", { name }), () =>
        DataBrowser.say(t("action.inserted", { name, into })),
      );
    }

    /**
     * @param {string} method @param {object} params @param {string} running said until it is done
     * @param {(answer: any) => void} [onDone]
     */
    async function ask(method, params, running, onDone) {
      DataBrowser.say(running);
      try {
        const answer = await connection.request(method, params, DataBrowser.say).promise;
        if (onDone) onDone(answer);
        else DataBrowser.say("");
      } catch (error) {
        DataBrowser.sayProblem(DataBrowser.asProblem(error));
      }
    }

    /** @param {string} id @param {string} key @param {string} value @returns {ItemAction} */
    function copyAction(id, key, value) {
      return { id, icon: "copy", text: t(key), act: () => copy(t(key), value) };
    }

    /** @param {string} itemId */
    function copyLink(itemId) {
      return ask("item.link", { itemId }, "", ({ url }) => copy(t("action.copy-link"), url));
    }

    /** @param {string} label @param {string} value */
    function copy(label, value) {
      const back = /** @type {HTMLElement} */ (document.activeElement);
      const isCopied = DataBrowser.copyText(value, label, back);
      DataBrowser.say(isCopied ? t("relation.copied", { id: value }) : t("copy-by-hand"));
    }

    return {
      choicesFor,
      permissions,
      reasonNotToAttach,
      learn,
      setDocument(next) {
        activeDocument = next;
      },
    };
  }

  Object.assign(DataBrowser, { createItemActions });
})(window.DataBrowser);
