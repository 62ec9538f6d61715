// @ts-check
/** *This design*: what the active document relates to, in both directions, and what of it went stale. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, button, iconButton, emptyBlock } = DataBrowser;
  const SETTLE_MS = 250; // while documents are being opened, one after the other becomes the active one
  const GROUPS = /** @type {const} */ (["drawings", "attachments", "uses", "usedIn", "other"]);
  const OUT_OF_SIGHT = ["service.forbidden", "service.not-found"];

  /** Returns the document as a row of the tree, as far as it is known. @param {ActiveDocument} known @returns {Row} */
  function rowOf(known) {
    return {
      key: "",
      kind: "item",
      type: "",
      name: known.name,
      id: known.itemId,
      hubId: "",
      projectId: known.projectId,
      icon: known.kind === "other" ? "file" : known.kind,
      version: known.version,
      versionId: known.versionId,
      tipId: "",
      modified: null,
      modifiedBy: "",
      size: null,
      hasChildren: true,
      hasFile: false,
      webUrl: "",
      urn: "",
    };
  }

  /** @param {Element} control */
  function nameOf(control) {
    return control.getAttribute("aria-label") || control.textContent;
  }

  /**
   * @param {Connection} connection
   * @param {{onShow(row: Row): void, onBrowse(): void, onStale(count: number): void, onUses(design: {projectId: string, itemId: string, name: string}): void, onFiles(): void, onEdit(target: EditTarget): void}} hooks
   * @returns {DesignView}
   */
  function createDesignView(connection, hooks) {
    const head = h("div", { class: "design-head" });
    const body = h("div", { class: "design-body" });
    const element = h("div", { class: "design" }, head, body);
    const graph = DataBrowser.createGraphView(connection, { onShow: hooks.onShow });
    let isGraph = false;
    let placed = Promise.resolve();
    const exporter = DataBrowser.exportButton(connection, () =>
      DataBrowser.relationTable(activeDocument ? activeDocument.name : "", answer ? answer.relations : []),
    );
    /** @type {ActiveDocument | null} */
    let activeDocument = null;
    /** @type {Relations | null} */
    let answer = null;
    /** @type {Call<Relations> | null} */
    let call = null;
    let timer = 0;
    let request = 0;
    let mark = "";

    /** @param {ActiveDocument | null} next */
    function setDocument(next) {
      const before = activeDocument;
      activeDocument = next;
      const isSame = before && next && before.itemId === next.itemId && before.versionId === next.versionId;
      if (isSame && next.state === "saved" && answer) return drawHead();
      forget();
      if (!before || !next || before.itemId !== next.itemId) answer = null;
      if (next && next.state === "saved") {
        if (!answer) replace(body, DataBrowser.skeleton(6));
        drawHead();
        timer = setTimeout(read, SETTLE_MS);
      } else {
        answer = null;
        drawHead();
        drawNothing();
      }
    }

    /** Drops what is under way. */
    function forget() {
      request += 1;
      clearTimeout(timer);
      if (call) call.cancel();
      call = null;
    }

    async function read() {
      forget();
      const current = request;
      element.setAttribute("aria-busy", "true");
      if (!answer) replace(body, DataBrowser.skeleton(6));
      call = connection.request("design.relations", {}, waits);
      try {
        const next = await call.promise;
        if (current !== request) return;
        answer = next;
        drawRelations(next);
      } catch (error) {
        if (current !== request) return;
        answer = null;
        drawProblem(DataBrowser.asProblem(error));
      }
      call = null;
      element.removeAttribute("aria-busy");
      drawHead();
    }

    /** @param {string} text */
    function waits(text) {
      if (answer) DataBrowser.say(text);
      else
        replace(
          body,
          DataBrowser.waitBlock(text, () => call && call.cancel()),
        );
    }

    function drawHead() {
      const shown = activeDocument;
      hooks.onStale(answer ? answer.relations.filter((relation) => relation.isStale).length : 0);
      if (!shown || shown.state !== "saved") return replace(head);
      const known = answer ? answer.document : shown;
      const isOld = answer !== null && known.version !== null && known.version < answer.tip;
      // By its name, as there may be more or less of them then.
      const { activeElement } = document;
      const focused = activeElement && head.contains(activeElement) ? nameOf(activeElement) : "";
      replace(
        head,
        icon(known.kind === "other" ? "file" : known.kind),
        h(
          "div",
          { class: "design-title" },
          h("h2", null, name(shown.name)),
          h(
            "p",
            { class: "pills" },
            known.version === null
              ? null
              : h("span", { class: "pill" }, t("version-short", { number: known.version })),
            shown.isModified ? h("span", { class: "pill" }, t("design.modified")) : null,
            isOld && answer
              ? h(
                  "span",
                  { class: "pill pill-stale" },
                  icon("warning"),
                  t("design.not-tip", { tip: answer.tip }),
                )
              : null,
          ),
        ),
        iconButton("locate", t("design.show", { name: shown.name }), () =>
          hooks.onShow(rowOf({ ...shown, version: known.version, kind: known.kind })),
        ),
        answer && answer.relations.length
          ? iconButton(isGraph ? "list" : "graph", t(isGraph ? "design.as-list" : "design.as-graph"), turn)
          : null,
        iconButton("attach-file", t("files.open"), hooks.onFiles),
        iconButton("used-in", t("design.uses"), () => hooks.onUses(shown)),
        answer && answer.relations.length ? exporter : null,
        iconButton("refresh", t("design.refresh"), read),
      );
      const again = focused && [...head.querySelectorAll("button")].find((one) => nameOf(one) === focused);
      if (again) again.focus();
    }

    async function turn() {
      isGraph = !isGraph;
      if (answer) drawRelations(answer);
      drawHead();
      if (isGraph) {
        await placed;
        graph.focus();
        return;
      }
      const back = [...head.querySelectorAll("button")].find((one) => nameOf(one) === t("design.as-graph"));
      if (back) back.focus();
    }

    function drawNothing() {
      if (!activeDocument) return replace(body);
      const key = activeDocument.state === "unsaved" ? "design.unsaved" : "design.none";
      const words = t(`${key}-text`, { name: activeDocument.name });
      return replace(
        body,
        emptyBlock(activeDocument.state === "unsaved" ? "version" : "design", t(key), words),
      );
    }

    /** @param {Problem} problem */
    function drawProblem(problem) {
      const block = DataBrowser.problemBlock(problem, read);
      if (!OUT_OF_SIGHT.includes(problem.reference)) return replace(body, block);
      return replace(body, emptyBlock("unplugged", t("design.elsewhere"), t("design.elsewhere-text")), block);
    }

    /** @param {Relations} shown */
    function drawRelations({ relations, document: shown }) {
      if (isGraph && relations.length) {
        replace(body, graph.element);
        const row = rowOf(shown);
        const { itemId, projectId } = shown;
        placed = graph.show({ id: itemId, projectId, name: shown.name, icon: row.icon, row }, relations);
        return;
      }
      graph.stop();
      const top = body.scrollTop;
      const groups = GROUPS.map((group) => [group, relations.filter((relation) => relation.group === group)]);
      replace(
        body,
        relations.length ? null : nothingYet(),
        h(
          "div",
          { class: "design-groups" },
          groups.map(([group, members]) =>
            members.length ? drawGroup(String(group), /** @type {Relation[]} */ (members)) : null,
          ),
        ),
      );
      body.scrollTop = top;
      const fresh = /** @type {HTMLElement | null} */ (body.querySelector(".is-new"));
      if (fresh) fresh.scrollIntoView({ block: "nearest" });
    }

    function nothingYet() {
      const files = button(t("files.open"), hooks.onFiles, { icon: "attach-file", style: "primary" });
      const browse = button(t("design.browse"), hooks.onBrowse, { icon: "attach" });
      return emptyBlock("attach", t("design.empty"), t("design.empty-text"), files, browse);
    }

    /** @param {string} group @param {Relation[]} members */
    function drawGroup(group, members) {
      return h(
        "section",
        { class: "group", "aria-labelledby": `group-${group}` },
        h(
          "h3",
          { id: `group-${group}` },
          t(`group.${group}`),
          h("span", { class: "group-count" }, String(members.length)),
        ),
        h("ul", { class: "relations" }, members.map(drawRelation)),
      );
    }

    /** @param {Relation} relation */
    function drawRelation(relation) {
      const { other } = relation;
      const isNew = mark !== "" && other !== null && other.id === mark;
      const title = relation.otherName || t("unnamed");
      return h(
        "li",
        { class: `relation${relation.isStale ? " is-stale" : ""}${isNew ? " is-new" : ""}` },
        icon(other ? other.icon : "file"),
        h(
          "div",
          { class: "relation-words" },
          h(
            "p",
            { class: "relation-name" },
            name(title),
            relation.otherVersion === null
              ? null
              : h("span", { class: "pill" }, t("version-short", { number: relation.otherVersion })),
            isNew ? h("span", { class: "pill pill-done" }, icon("check"), t("design.new")) : null,
          ),
          h(
            "p",
            { class: "muted", title: `${relation.directionText} ${relation.type}` },
            DataBrowser.relationWords(relation),
            relation.older ? ` · ${DataBrowser.count("design.older", relation.older)}` : "",
          ),
          relation.isStale
            ? h("p", { class: "stale" }, icon("warning"), h("span", null, relation.staleText))
            : null,
        ),
        other && other.kind === "item" && other.hasFile && relation.group === "attachments"
          ? iconButton("edit", t("edit.start", { name: title }), () =>
              hooks.onEdit({ projectId: other.projectId, itemId: other.id, versionId: other.versionId, name: title }),
            )
          : null,
        other && other.kind === "item"
          ? iconButton("locate", t("design.show", { name: title }), () => hooks.onShow(other))
          : null,
      );
    }

    return {
      element,
      setDocument,
      show(next, item) {
        forget();
        mark = item;
        answer = next;
        element.removeAttribute("aria-busy");
        drawRelations(next);
        drawHead();
      },
      refresh(item) {
        mark = item;
        if (activeDocument && activeDocument.state === "saved") read();
      },
      focus() {
        const target = element.querySelector(".is-new button") || element.querySelector("button");
        if (target) /** @type {HTMLElement} */ (target).focus();
      },
    };
  }

  Object.assign(DataBrowser, { createDesignView });
})(window.DataBrowser);
