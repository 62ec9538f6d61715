// @ts-check
/** *This design*: what the active document relates to, in both directions, and what of it went stale. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, button, iconButton, emptyBlock } = DataBrowser;
  const SETTLE_MS = 250; // while documents are being opened, one after the other becomes the active one
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
   * @param {DesignHooks} hooks
   * @returns {DesignView}
   */
  function createDesignView(connection, hooks) {
    const head = h("div", { class: "design-head" });
    const body = h("div", { class: "design-body" });
    const element = h("div", { class: "design" }, head, body);
    const graph = DataBrowser.createGraphView(connection, { onShow: hooks.onShow });
    const list = DataBrowser.createRelationList(connection, hooks);
    const more = DataBrowser.menuButton("more", t("design.more"), moreChoices);
    let isGraph = false;
    let placed = Promise.resolve();
    const exporter = DataBrowser.exportButton(connection, () =>
      DataBrowser.relationTable(
        activeDocument ? activeDocument.name : "",
        isGraph && answer ? answer.relations : list.listed(),
        list.placeOf,
      ),
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
      if (!before || !next || before.itemId !== next.itemId) {
        answer = null;
        more.close();
      }
      if (!next) list.forget();
      if (next && next.state === "saved") {
        if (!answer) replace(body, DataBrowser.skeleton(6, () => call && call.cancel()));
        drawHead();
        timer = setTimeout(() => read(false), SETTLE_MS);
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

    /** @param {boolean} refresh asks the service, however new what it told last is */
    async function read(refresh) {
      forget();
      element.setAttribute("aria-busy", "true");
      if (!answer) replace(body, DataBrowser.skeleton(6, () => call && call.cancel()));
      await ask("design.relations", { refresh }, (problem) => {
        answer = null;
        drawProblem(problem);
      });
    }

    /** @param {string} method @param {object} params @param {(problem: Problem) => void} onFail */
    async function ask(method, params, onFail) {
      const current = request;
      const asked = /** @type {Call<Relations>} */ (connection.request(method, params, waits));
      call = asked;
      try {
        const next = await asked.promise;
        if (current !== request) return;
        answer = next;
        drawRelations(next);
      } catch (error) {
        if (current !== request) return;
        onFail(DataBrowser.asProblem(error));
      }
      call = null;
      element.removeAttribute("aria-busy");
      drawHead();
    }

    /** Asks Fusion itself; what was known stays where it cannot tell. */
    async function readNative() {
      forget();
      element.setAttribute("aria-busy", "true");
      DataBrowser.say(t("design.asking-fusion"));
      let isTold = true;
      await ask("design.native", {}, (problem) => {
        isTold = false;
        DataBrowser.sayProblem(problem);
      });
      if (!isTold || !answer) return;
      const told = answer.relations.filter(({ sources }) => sources.includes("fusion")).length;
      DataBrowser.say(told ? DataBrowser.count("design.fusion-told", told) : t("design.fusion-told-none"));
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
        answer && answer.relations.length
          ? iconButton(isGraph ? "list" : "graph", t(isGraph ? "design.as-list" : "design.as-graph"), turn)
          : null,
        iconButton("attach-file", t("files.open"), hooks.onFiles),
        answer && answer.relations.length ? exporter : null,
        iconButton("refresh", t("design.refresh"), () => read(true)),
        more.element,
      );
      const again = focused && [...head.querySelectorAll("button")].find((one) => nameOf(one) === focused);
      if (again) again.focus();
    }

    /** @returns {MenuChoice[]} */
    function moreChoices() {
      const shown = activeDocument;
      if (!shown) return [];
      const known = answer ? answer.document : shown;
      const row = rowOf({ ...shown, version: known.version, kind: known.kind });
      return [
        ...hooks.moreForDesign(shown),
        { icon: "used-in", text: t("design.uses"), act: () => hooks.onUses(shown) },
        { icon: "design", text: t("design.ask-fusion"), act: readNative },
        { icon: "locate", text: t("relation.show"), act: () => hooks.onShow(row) },
      ];
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
      const block = DataBrowser.problemBlock(problem, () => read(true));
      if (!OUT_OF_SIGHT.includes(problem.reference)) return replace(body, block);
      const change = button(t("design.switch-account"), hooks.onAccounts, { icon: "user", style: "primary" });
      const words = emptyBlock("unplugged", t("design.elsewhere"), t("design.elsewhere-text"), change);
      return replace(body, words, block);
    }

    /** @param {Relations} next */
    function drawRelations(next) {
      const { relations, document: shown } = next;
      if (isGraph && relations.length) {
        replace(body, graph.element);
        const row = rowOf(shown);
        const { itemId, projectId } = shown;
        placed = graph.show({ id: itemId, projectId, name: shown.name, icon: row.icon, row }, relations);
        return;
      }
      graph.stop();
      if (!relations.length) return replace(body, drawKept(next), nothingYet());
      const top = body.scrollTop;
      const kept = drawKept(next);
      if (kept || body.firstElementChild !== list.element) replace(body, kept, list.element);
      list.show(next, mark);
      body.scrollTop = top;
      const fresh = /** @type {HTMLElement | null} */ (body.querySelector(".is-new"));
      if (fresh) fresh.scrollIntoView({ block: "nearest" });
    }

    /** Says why what is shown is not new. @param {Relations} shown */
    function drawKept({ problem, at }) {
      if (!problem) return null;
      const kept = t("design.kept", { age: DataBrowser.formatAge(at) });
      return DataBrowser.problemBlock({ ...problem, message: `${problem.message} ${kept}` }, () => read(true));
    }

    function nothingYet() {
      const files = button(t("files.open"), hooks.onFiles, { icon: "attach-file", style: "primary" });
      const browse = button(t("design.browse"), hooks.onBrowse, { icon: "attach" });
      return emptyBlock("attach", t("design.empty"), t("design.empty-text"), files, browse);
    }

    return {
      element,
      setDocument,
      show(next, item) {
        const { itemId, versionId } = next.document;
        const isOpen = activeDocument && activeDocument.itemId === itemId && activeDocument.versionId === versionId;
        if (!isOpen) return; // another one is asked about by now
        forget();
        mark = item;
        answer = next;
        element.removeAttribute("aria-busy");
        drawRelations(next);
        drawHead();
      },
      refresh(item) {
        mark = item;
        if (activeDocument && activeDocument.state === "saved") read(true);
      },
      focus() {
        const target = element.querySelector(".is-new button") || element.querySelector("button");
        if (target) /** @type {HTMLElement} */ (target).focus();
      },
    };
  }

  Object.assign(DataBrowser, { createDesignView });
})(window.DataBrowser);
