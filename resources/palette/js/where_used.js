// @ts-check
/** The dialog that shows where a design is used, level by level up to the roots, while it is being found. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, button, iconButton, note } = DataBrowser;
  const WAY = " › ";

  /** @type {[string, (use: Use, way: string) => string | number | null][]} */
  const COLUMNS = [
    ["column.level", ({ level }) => level],
    ["column.name", (use) => use.name],
    ["column.kind", ({ row }) => row && DataBrowser.kindName(row)],
    ["column.direction", ({ typeName }) => typeName],
    ["column.through", (_, way) => way],
    ["column.versions", ({ versions }) => versions.join(", ")],
    ["column.used", ({ used }) => used.join(", ")],
    ["column.again", ({ again }) => again && t(`uses.${again}`)],
    ["fact.project-id", ({ row }) => row && row.projectId],
    ["column.item-id", ({ row }) => row && row.id],
  ];

  /**
   * Where a design is used, as a table for other programs: what uses it, each through what stands between.
   * @param {string} design @param {Map<string, Use>} uses by key
   * @returns {Table}
   */
  function usesTable(design, uses) {
    /** @param {Use} use */
    const wayTo = (use) => {
      const names = [];
      for (let above = uses.get(use.parentKey); above; above = uses.get(above.parentKey)) names.unshift(above.name);
      return [design, ...names].join(WAY);
    };
    return {
      name: t("export.uses", { name: design }),
      columns: COLUMNS.map(([key]) => t(key)),
      rows: [...uses.values()].map((use) =>
        COLUMNS.map(([, read]) => {
          const value = read(use, wayTo(use));
          return value === null ? "" : String(value);
        }),
      ),
    };
  }

  /**
   * @param {Connection} connection
   * @param {{onShow(row: Row): void, onClosed(): void}} hooks
   * @returns {WhereUsedDialog}
   */
  function createWhereUsedDialog(connection, hooks) {
    const frame = DataBrowser.createDialog("uses-title", t("uses.title"), { onSubmit: () => {}, onClosed: closed });
    const { element, body, foot, close } = frame;
    const state = h("div", { class: "uses-state" });
    /** How old that is which the catalogue has told, until the service has. */
    const age = h("p", { class: "muted fine" });
    const list = h("div", { class: "uses-list" });
    const news = h("div", { class: "uses-news", role: "status" });
    const exporter = DataBrowser.exportButton(connection, () => usesTable(design ? design.name : "", uses), {
      say: (text) => replace(news, text ? note("info", text) : null),
    });
    /** @type {Map<string, Use>} */
    let uses = new Map();
    /** Of these, what the service has told. @type {Set<string>} */
    let told = new Set();
    /** The line of each use, and the list below it. @type {Map<string, HTMLElement>} */
    let lines = new Map();
    /** @type {Call<UsesFound> | null} */
    let call = null;
    /** @type {Call<UsesKnown | null> | null} */
    let first = null;
    /** What the foot offers besides. @type {HTMLElement | null} */
    let extra = null;
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
      if (first) first.cancel();
      call = first = null;
    }

    /** @param {boolean} everywhere in all projects of the hub, however many */
    async function find(everywhere) {
      if (!design) return;
      stop();
      uses = new Map();
      told = new Set();
      lines = new Map();
      replace(list);
      replace(age);
      replace(news);
      replace(body, h("p", null, t("uses.of", { name: design.name })), state, age, list);
      const { projectId, itemId } = design;
      findKnown(projectId, itemId);
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
        finished(found, everywhere);
      } catch (error) {
        if (!element.open || (call && call !== request)) return;
        const problem = DataBrowser.asProblem(error);
        const again = () => find(everywhere);
        call = null;
        if (problem.reference === "job.cancelled") replace(state, note("info", t("uses.stopped")));
        else replace(state, DataBrowser.problemBlock(problem, null));
        drawFoot(button(t("retry"), again, { icon: "refresh" }));
      }
    }

    /** Shows at once what the catalogue knows; what the service tells is newer. @param {string} projectId @param {string} itemId */
    async function findKnown(projectId, itemId) {
      const request = /** @type {Call<UsesKnown | null>} */ (
        connection.request("uses.known", { projectId, itemId }, () => {}, {
          onPart: (/** @type {Use[]} */ more) => draw(more.filter(({ key }) => !told.has(key))),
        })
      );
      first = request;
      try {
        const known = await request.promise;
        if (first !== request || !known || told.size === uses.size) return;
        const { read, versions } = known;
        replace(age, t("uses.known", { age: DataBrowser.formatAge(known.at), read, versions }));
      } catch (error) {
        return; // the service is asked all the same
      }
    }

    /** Takes away what the catalogue alone has told, now that the service has told all. */
    function dropUntold() {
      const hadFocus = list.contains(document.activeElement);
      for (const [key, line] of lines) {
        if (told.has(key)) continue;
        uses.delete(key);
        lines.delete(key);
        line.remove();
      }
      if (hadFocus && !list.contains(document.activeElement)) DataBrowser.focusFirst(foot, "button");
    }

    /** @param {HTMLElement | null} more what else can be done */
    function drawFoot(more) {
      extra = more;
      const hadFocus = foot.contains(document.activeElement);
      replace(foot, news, uses.size ? exporter : null, more, button(t("uses.close"), close));
      if (hadFocus) (more || /** @type {HTMLElement} */ (foot.lastElementChild)).focus();
    }

    /** @param {string} text what it waits for */
    function searching(text) {
      replace(state, DataBrowser.busyLine(text || DataBrowser.count("uses.so-far", uses.size)));
    }

    /** @param {UsesFound} found @param {boolean} everywhere */
    function finished(found, everywhere) {
      if (first) first.cancel();
      first = null;
      replace(age);
      dropUntold();
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
      drawFoot(
        found.left && !everywhere
          ? button(DataBrowser.count("uses.everywhere", found.left), () => find(true), { icon: "project" })
          : null,
      );
    }

    /** @param {Use[]} more from the service */
    function add(more) {
      for (const { key } of more) told.add(key);
      draw(more);
    }

    /** Draws what is new or known better; the rest stays as it is, with the focus. @param {Use[]} more */
    function draw(more) {
      if (!element.open) return;
      for (const use of more) {
        uses.set(use.key, use);
        const line = lines.get(use.key);
        if (line) redraw(/** @type {Element} */ (line.firstElementChild), use);
        else drawLine(use);
      }
      if (!call && uses.size && !foot.contains(exporter)) drawFoot(extra);
      if (call) searching("");
    }

    /** @param {Element} before @param {Use} use */
    function redraw(before, use) {
      const hadFocus = before.contains(document.activeElement);
      const after = drawUse(use);
      before.replaceWith(after);
      if (hadFocus) DataBrowser.focusFirst(after, "button");
    }

    /** @param {Use} use */
    function drawLine(use) {
      const above = lines.get(use.parentKey) || list;
      const last = above.lastElementChild;
      const below = last && last.matches(".uses") ? last : above.appendChild(h("ul", { class: "uses" }));
      const line = h("li", null, drawUse(use));
      lines.set(use.key, line);
      below.append(line);
    }

    /** @param {Use} use */
    function drawUse(use) {
      const { row } = use;
      const title = use.name || t("unnamed");
      return h(
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
      );
    }

    /** @param {Row} row */
    function show(row) {
      close();
      hooks.onShow(row);
    }

    return { element, open };
  }

  Object.assign(DataBrowser, { usesTable, createWhereUsedDialog });
})(window.DataBrowser);
