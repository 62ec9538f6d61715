// @ts-check
/** The columns of the tree: which are chosen, which fit, their headers, and the menu that chooses them. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, replace, t } = DataBrowser;
  const LEAST_NAME = 220; // pixels; below, a name says little
  const GAP = 12;
  const TAIL = 24; // the button of a row's menu lies over what is short
  const ROOMY = 620; // from here on the headers stand above their columns

  /** What a column is called, how wide it is, whether its greatest come first, and how wide a name it must leave. */
  const COLUMNS = /** @type {TreeColumn[]} */ ([
    { id: "name", width: 0, isDown: false, least: 0 },
    { id: "version", width: 48, isDown: true, least: 120 },
    { id: "modified", width: 92, isDown: true, least: LEAST_NAME },
    { id: "modified-by", width: 118, isDown: false, least: LEAST_NAME },
    { id: "size", width: 62, isDown: true, least: LEAST_NAME },
    { id: "kind", width: 92, isDown: false, least: LEAST_NAME },
  ]);
  const DEFAULT = ["version", "modified", "modified-by", "size"];

  /** @param {string} id */
  function titleOf(id) {
    return t(id === "kind" ? "column.kind" : `fact.${id}`);
  }

  /** @param {unknown} layout @returns {TreeLayout} what of a layout that was kept still makes sense */
  function readLayout(layout) {
    const { columns, sort } = /** @type {any} */ (layout || {});
    const known = (/** @type {unknown} */ id) => COLUMNS.some((column) => column.id === id);
    return {
      columns: Array.isArray(columns) ? columns.filter((id) => id !== "name" && known(id)) : DEFAULT,
      sort: { by: sort && known(sort.by) ? sort.by : "name", isDown: Boolean(sort && sort.isDown) },
    };
  }

  /**
   * @param {HTMLElement} grid the element whose columns these are
   * @param {HTMLElement[]} buttons more for the head
   * @param {(layout: TreeLayout) => void} onChange hears what the user chose
   * @returns {TreeColumns}
   */
  function createTreeColumns(grid, buttons, onChange) {
    let layout = readLayout(null);
    let room = "";
    const row = h("div", { class: "head-cells", role: "row", id: "tree-columns", "aria-rowindex": "1" });
    const menu = DataBrowser.menuButton("columns", t("tree.columns"), choices);
    const tools = h("div", { class: "head-tools" }, menu.element, buttons);
    const element = h("div", { class: "tree-head" }, row, tools);

    row.addEventListener("click", (event) => {
      const header = /** @type {Element} */ (event.target).closest("[data-column]");
      if (header) sortBy(String(header.getAttribute("data-column")));
    });

    function choices() {
      const shown = COLUMNS.filter(({ id }) => id !== "name").map(({ id }) => ({
        icon: "check",
        text: titleOf(id),
        mark: /** @type {"checkbox"} */ ("checkbox"),
        group: t("tree.columns"),
        isChecked: layout.columns.includes(id),
        act: () => toggle(id),
      }));
      const sorts = COLUMNS.map(({ id }) => ({
        icon: "check",
        text: titleOf(id),
        mark: /** @type {"radio"} */ ("radio"),
        group: t("tree.sort-by"),
        isChecked: layout.sort.by === id,
        act: () => layout.sort.by === id || sortBy(id),
      }));
      const ways = [false, true].map((isDown) => ({
        icon: "check",
        text: t(isDown ? "tree.sort-down" : "tree.sort-up"),
        mark: /** @type {"radio"} */ ("radio"),
        group: t("tree.sort-order"),
        isChecked: layout.sort.isDown === isDown,
        act: () => change({ ...layout, sort: { ...layout.sort, isDown } }),
      }));
      return [...shown, ...sorts, ...ways];
    }

    /** @param {string} id */
    function toggle(id) {
      const chosen = layout.columns.includes(id)
        ? layout.columns.filter((one) => one !== id)
        : [...layout.columns, id];
      const columns = COLUMNS.filter((column) => chosen.includes(column.id)).map((column) => column.id);
      change({ ...layout, columns });
    }

    /** Sorts by a column, or turns the order round where it is sorted by already. @param {string} by */
    function sortBy(by) {
      const first = COLUMNS.some((column) => column.id === by && column.isDown);
      const isDown = layout.sort.by === by ? !layout.sort.isDown : first;
      change({ ...layout, sort: { by: /** @type {TreeSort["by"]} */ (by), isDown } });
    }

    /** @param {TreeLayout} next */
    function change(next) {
      set(next);
      onChange(layout);
    }

    /** @param {TreeLayout} next */
    function set(next) {
      layout = next;
      room = "";
      fit();
    }

    /** Shows as many of the chosen columns as there is room for: from the right they are left out. */
    function fit() {
      const width = grid.clientWidth;
      const isRoomy = width >= ROOMY;
      const tail = isRoomy ? Math.max(TAIL, tools.offsetWidth + 4) : TAIL;
      let left = width - tail;
      const shown = ["name"];
      for (const { id, width: own, least } of COLUMNS) {
        if (!layout.columns.includes(id)) continue;
        if ((left -= own + GAP) < least) break;
        shown.push(id);
      }
      const now = `${shown} ${tail} ${isRoomy} ${layout.sort.by} ${layout.sort.isDown}`;
      if (now === room) return false;
      room = now;
      const widths = COLUMNS.filter(({ id }) => id !== "name" && shown.includes(id)).map(
        (column) => `${column.width}px`,
      );
      const template = ["minmax(0, 1fr)", ...widths, `${tail - GAP}px`].join(" ");
      for (const part of [element, grid]) {
        part.style.setProperty("--tree-columns", template);
        for (const { id } of COLUMNS) part.classList.toggle(`has-${id}`, shown.includes(id));
        part.classList.toggle("is-roomy", isRoomy);
      }
      drawHead(shown, isRoomy);
      return true;
    }

    /** Without room above the columns, only the names' header is seen, and the one that the rows are sorted by. @param {string[]} shown @param {boolean} isRoomy */
    function drawHead(shown, isRoomy) {
      const { by, isDown } = layout.sort;
      const headers = COLUMNS.filter(({ id }) => shown.includes(id) || id === by).map(({ id }) => {
        const isSorted = id === by;
        const isSeen = isRoomy ? shown.includes(id) : id === "name" || isSorted;
        return h(
          "span",
          {
            class: `head-cell head-${id}${isSeen ? "" : " visually-hidden"}`,
            role: "columnheader",
            "data-column": id,
            "aria-sort": isSorted ? (isDown ? "descending" : "ascending") : null,
            title: t("tree.sort-hint", { column: titleOf(id) }),
          },
          h("span", { class: "head-title" }, titleOf(id)),
          isSorted ? icon(isDown ? "sort-down" : "sort-up") : null,
        );
      });
      replace(row, ...headers);
    }

    return {
      element,
      fit,
      get layout() {
        return layout;
      },
      setLayout: (next) => set(readLayout(next)),
    };
  }

  Object.assign(DataBrowser, { createTreeColumns });
})(window.DataBrowser);
