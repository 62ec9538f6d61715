// @ts-check
/** The dialog *What is stale*: what went out of date in a project or a hub, from the catalogue, by where it lies. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, button, iconButton } = DataBrowser;
  const WAY = " › ";

  /** Says what a ref is bound to, and what that is by now. @param {StaleRef} ref */
  function staleWords({ type, direction, typeName, otherName, number, tip }) {
    const own = type.slice(type.lastIndexOf(":") + 1);
    const key = `stale.${own}.${direction}`;
    return t(t(key) === key ? "stale.any" : key, { name: otherName, number, tip, type: typeName });
  }

  /** Names what is above an item, below its hub. @param {StaleItem} item */
  const namesAbove = ({ way }) => way.slice(1, -1).map((step) => step.name);

  /** @type {[string, (item: StaleItem, ref: StaleRef) => string | number | null][]} */
  const COLUMNS = [
    ["column.place", (item) => namesAbove(item).join(WAY)],
    ["column.name", ({ way }) => way[way.length - 1].name],
    ["column.kind", ({ row }) => row && DataBrowser.kindName(row)],
    ["column.direction", (_, { typeName }) => typeName],
    ["column.stale", (_, ref) => staleWords(ref)],
    ["column.refers-to", (_, { otherName }) => otherName],
    ["column.ref-version", (_, { number }) => number],
    ["column.tip", (_, { tip }) => tip],
    ["column.read", ({ at }) => at],
    ["fact.project-id", ({ row }) => row && row.projectId],
    ["column.item-id", ({ row }) => row && row.id],
  ];

  /**
   * What is stale as a table for other programs, a line for each ref.
   * @param {string} place @param {StaleItem[]} items
   * @returns {Table}
   */
  function staleTable(place, items) {
    return {
      name: t("export.stale", { name: place }),
      columns: COLUMNS.map(([key]) => t(key)),
      rows: items.flatMap((item) =>
        item.refs.map((ref) =>
          COLUMNS.map(([, read]) => {
            const value = read(item, ref);
            return value === null ? "" : String(value);
          }),
        ),
      ),
    };
  }

  /**
   * @param {Connection} connection
   * @param {{onShow(row: Row): void, onClosed(): void}} hooks
   * @returns {StaleDialog}
   */
  function createStaleDialog(connection, hooks) {
    const frame = DataBrowser.createDialog("stale-title", t("stale.title"), {
      onSubmit: () => frame.close(),
      onClosed: closed,
    });
    const state = h("div", { class: "stale-state", role: "status" });
    const list = h("div", { class: "stale-list" });
    const news = h("div", { class: "uses-news", role: "status" });
    const exporter = DataBrowser.exportButton(connection, () => staleTable(place.name, items), {
      say: (text) => replace(news, text ? DataBrowser.note("info", text) : null),
    });
    frame.element.classList.add("stale-dialog");
    /** @type {StalePlace} */
    let place = { hubId: "", projectId: "", name: "" };
    /** @type {StaleItem[]} */
    let items = [];
    /** @type {Call<StaleFound> | null} */
    let call = null;
    /** The list that what comes next is in, if it lies in the same place. */
    let group = { key: "", list: h("ul") };

    async function find() {
      stop();
      items = [];
      group = { key: "", list: h("ul") };
      replace(list);
      replace(news);
      replace(frame.body, h("p", { class: "stale-place" }, icon(place.projectId ? "project" : "hub"), name(place.name)), state, list);
      replace(state, DataBrowser.busyLine(t("stale.looking")));
      replace(frame.foot, button(t("attach.close"), () => frame.close(), { style: "primary" }));
      DataBrowser.focusFirst(frame.foot, ".primary");
      const { hubId, projectId } = place;
      const asked = /** @type {Call<StaleFound>} */ (
        connection.request("stale.find", { hubId, projectId }, () => {}, { onPart: add })
      );
      call = asked;
      try {
        const found = await asked.promise;
        if (call !== asked) return;
        finished(found);
      } catch (error) {
        if (call !== asked) return;
        replace(state, DataBrowser.problemBlock(DataBrowser.asProblem(error), find));
      }
      call = null;
    }

    /** @param {StaleFound} found */
    function finished({ read, items: all, oldest }) {
      const refs = items.reduce((sum, item) => sum + item.refs.length, 0);
      if (!items.length) {
        const what = read ? "none" : "unknown";
        replace(list, DataBrowser.emptyBlock(read ? "check" : "stale", t(`stale.${what}`), t(`stale.${what}-text`)));
      }
      const counts = { items: DataBrowser.count("stale.items", items.length), refs: DataBrowser.count("stale.refs", refs) };
      const known = read === all ? DataBrowser.count("stale.known-all", all) : DataBrowser.count("stale.known", all, { read });
      const age = oldest ? t("stale.oldest", { age: DataBrowser.formatAge(oldest) }) : "";
      replace(
        state,
        items.length ? h("p", { class: "stale-sum" }, t("stale.found", counts)) : null,
        h("p", { class: "muted fine" }, `${known} ${age}`.trim()),
      );
      replace(
        frame.foot,
        news,
        items.length ? exporter : null,
        button(t("stale.again"), find, { icon: "refresh" }),
        button(t("attach.close"), () => frame.close(), { style: "primary" }),
      );
      DataBrowser.focusFirst(frame.foot, ".primary");
    }

    /** @param {StaleItem[]} more by their way, so that those of one place follow each other */
    function add(more) {
      if (!frame.element.open) return;
      for (const item of more) {
        const key = item.way.slice(0, -1).map((step) => step.key).join("\n");
        if (key !== group.key || !list.firstChild) beginGroup(item, key);
        group.list.append(drawItem(item));
        items.push(item);
      }
    }

    /** @param {StaleItem} item @param {string} key */
    function beginGroup(item, key) {
      const id = `stale-group-${list.childElementCount}`;
      const steps = place.projectId ? namesAbove(item).slice(1) : namesAbove(item);
      const title = h("h3", { id, class: "stale-way" }, steps.map((step, index) => [index ? h("span", null, WAY) : null, name(step)]));
      group = { key, list: h("ul", { class: "stale-items" }) };
      list.append(h("div", { class: "stale-group", role: "group", "aria-labelledby": id }, title, group.list));
    }

    /** @param {StaleItem} item */
    function drawItem({ way, row, refs }) {
      const title = way[way.length - 1].name || t("unnamed");
      return h(
        "li",
        { class: "stale-item" },
        icon(row ? row.icon : "file"),
        h(
          "div",
          { class: "relation-words" },
          h("p", { class: "relation-name" }, name(title)),
          refs.map((ref) => h("p", { class: "muted" }, staleWords(ref))),
        ),
        row ? iconButton("locate", t("design.show", { name: title }), () => show(row)) : null,
      );
    }

    /** @param {Row} row */
    function show(row) {
      frame.close();
      hooks.onShow(row);
    }

    function stop() {
      if (call) call.cancel();
      call = null;
    }

    function closed() {
      stop();
      items = [];
      replace(list);
      replace(frame.body);
      hooks.onClosed();
    }

    return {
      element: frame.element,
      open(next) {
        if (!frame.open()) return;
        place = next;
        find();
      },
      forget: () => frame.close(),
    };
  }

  Object.assign(DataBrowser, { staleWords, staleTable, createStaleDialog });
})(window.DataBrowser);
