// @ts-check
/** The dialog that shows where a design is used, level by level up to the roots, while it is being found. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, button, iconButton, note } = DataBrowser;

  /**
   * @param {Connection} connection
   * @param {{onShow(row: Row): void, onClosed(): void}} hooks
   * @returns {WhereUsedDialog}
   */
  function createWhereUsedDialog(connection, hooks) {
    const frame = DataBrowser.createDialog("uses-title", t("uses.title"), { onSubmit: () => {}, onClosed: closed });
    const { element, body, foot, close } = frame;
    const state = h("div", { class: "uses-state" });
    const list = h("div", { class: "uses-list" });
    /** @type {Map<string, Use>} */
    let uses = new Map();
    /** @type {Call<UsesFound> | null} */
    let call = null;
    /** @type {{projectId: string, itemId: string, name: string} | null} */
    let design = null;

    /** @param {{projectId: string, itemId: string, name: string}} next */
    function open(next) {
      if (!frame.open()) return;
      design = next;
      find(false);
    }

    function closed() {
      stop();
      replace(body);
      hooks.onClosed();
    }

    function stop() {
      if (call) call.cancel();
      call = null;
    }

    /** @param {boolean} everywhere in all projects of the hub, however many */
    async function find(everywhere) {
      if (!design) return;
      stop();
      uses = new Map();
      replace(list);
      replace(body, h("p", null, t("uses.of", { name: design.name })), state, list);
      const { projectId, itemId } = design;
      const request = /** @type {Call<UsesFound>} */ (
        connection.request("uses.find", { projectId, itemId, everywhere }, searching, { onPart: add })
      );
      call = request;
      searching("");
      replace(foot, button(t("uses.stop"), stop), button(t("uses.close"), close));
      DataBrowser.focusFirst(foot, "button");
      try {
        const found = await request.promise;
        if (call !== request) return;
        call = null;
        add(found.uses);
        finished(found, everywhere);
      } catch (error) {
        if (!element.open || (call && call !== request)) return;
        const problem = DataBrowser.asProblem(error);
        const again = () => find(everywhere);
        call = null;
        if (problem.reference === "job.cancelled") replace(state, note("info", t("uses.stopped")));
        else replace(state, DataBrowser.problemBlock(problem, null));
        replace(foot, button(t("retry"), again, { icon: "refresh" }), button(t("uses.close"), close));
      }
    }

    /** @param {string} text what it waits for */
    function searching(text) {
      replace(state, DataBrowser.busyLine(text || DataBrowser.count("uses.so-far", uses.size)));
    }

    /** @param {UsesFound} found @param {boolean} everywhere */
    function finished(found, everywhere) {
      const items = new Set([...uses.values()].map((use) => (use.row ? use.row.id : use.name)));
      const words = uses.size
        ? t("uses.found", {
            items: DataBrowser.count("uses.items", items.size),
            levels: DataBrowser.count("uses.levels", found.levels),
          })
        : t("uses.none");
      replace(
        state,
        note(uses.size ? "done" : "info", words, " ", DataBrowser.count("uses.projects", found.projects)),
        found.isWhole ? null : note("warning", t("uses.cut")),
      );
      replace(
        foot,
        found.left && !everywhere
          ? button(DataBrowser.count("uses.everywhere", found.left), () => find(true), { icon: "project" })
          : null,
        button(t("uses.close"), close),
      );
      DataBrowser.focusFirst(foot, "button");
    }

    /** @param {Use[]} more */
    function add(more) {
      if (!element.open) return;
      for (const use of more) uses.set(use.key, use);
      if (call) searching("");
      replace(list, drawBelow(""));
    }

    /** @param {string} key @returns {HTMLElement | null} */
    function drawBelow(key) {
      const below = [...uses.values()].filter((use) => use.parentKey === key);
      return below.length ? h("ul", { class: "uses" }, below.map(drawUse)) : null;
    }

    /** @param {Use} use */
    function drawUse(use) {
      const { row } = use;
      const title = use.name || t("unnamed");
      return h(
        "li",
        null,
        h(
          "div",
          { class: "use" },
          icon(row ? row.icon : "file"),
          h(
            "div",
            { class: "relation-words" },
            h(
              "p",
              { class: "relation-name" },
              name(title),
              use.versions.slice(0, 3).map((number) => h("span", { class: "pill" }, t("version-short", { number }))),
              use.again ? h("span", { class: "pill pill-stale" }, t(`uses.${use.again}`)) : null,
            ),
            h("p", { class: "muted" }, use.typeName),
          ),
          row ? iconButton("locate", t("design.show", { name: title }), () => show(row)) : null,
        ),
        use.again ? null : drawBelow(use.key),
      );
    }

    /** @param {Row} row */
    function show(row) {
      close();
      hooks.onShow(row);
    }

    return { element, open };
  }

  Object.assign(DataBrowser, { createWhereUsedDialog });
})(window.DataBrowser);
