// @ts-check
/**
 * A tree of its own in the page, whose lists a test gives by hand; put into the page after host.js.
 *
 * `testTree.build(choices)` puts it in the place of the page; `choices` names what its context menu offers. Each list
 * that it asks for waits in `asked` for `kept`, `part`, `answer` or `fail`, by the key of its row; "" is the root's.
 */
(function () {
  "use strict";

  const { testHost } = /** @type {any} */ (window);

  /** @type {{key: string, on: any, resolve: Function, reject: Function, isCancelled: boolean}[]} */
  let asked = [];

  /** @param {string} key */
  function find(key) {
    const found = asked.filter((one) => one.key === key && !one.isCancelled).pop();
    if (!found) throw new Error(`nothing waits for ${key}`);
    return found;
  }

  const testTree = {
    /** @type {any} */
    model: null,
    /** @type {any} */
    tree: null,
    /** What its menu did, and when its layout changed. @type {string[]} */
    acts: [],

    /** @param {string[]} choices */
    build(choices) {
      const { DataBrowser } = window;
      asked = [];
      testTree.acts = [];
      const { asProblem } = DataBrowser;
      DataBrowser.asProblem = (error) => /** @type {any} */ (error).problem || asProblem(error);
      const model = DataBrowser.createTreeModel({
        load(row, on) {
          /** @type {any} */
          const one = { key: row ? row.key : "", on, isCancelled: false };
          const promise = new Promise((resolve, reject) => Object.assign(one, { resolve, reject }));
          asked.push(one);
          const cancel = () => {
            one.isCancelled = true;
            one.reject(new Error("cancelled"));
          };
          return /** @type {any} */ ({ promise, cancel, stop: cancel });
        },
        onChange: () => tree.refresh(),
      });
      /** @type {Tree} */
      const tree = DataBrowser.createTree(model, {
        onSelect: () => {},
        onOpen: () => {},
        onLayout: () => testTree.acts.push(`layout ${JSON.stringify(tree.layout())}`),
        onMenu: (node, at) => {
          const name = node.row ? node.row.name : "";
          const acts = choices.map((text) => ({
            icon: "copy",
            text,
            reason: text === "Not now" ? "It is not there yet." : "",
            act: () => testTree.acts.push(`${text} ${name}`),
          }));
          if (at) DataBrowser.openMenu(at, name, acts, tree.element);
        },
      });
      Object.assign(testTree, { model, tree });
      const place = DataBrowser.h("main", { class: "browse-tree" }, tree.head, tree.element);
      place.style.height = "100vh";
      const sprite = [...document.querySelectorAll(".sprite")];
      DataBrowser.replace(document.body, DataBrowser.h("h1", { class: "visually-hidden" }, "Tree"), place);
      document.body.append(...sprite);
      model.reset([]);
    },
    /** @param {string} key */
    count: (key) => asked.filter((one) => one.key === key).length,
    cancelled: () => asked.filter((one) => one.isCancelled).length,
    /** @param {string} key @param {any[]} rows @param {string} at */
    kept: (key, rows, at) => find(key).on.onRows(rows, { at }),
    /** @param {string} key @param {any[]} rows */
    part: (key, rows) => find(key).on.onRows(rows, null),
    /** @param {string} key @param {any[]} rows */
    answer: (key, rows) => find(key).resolve({ rows }),
    /** @param {string} key @param {any} problem */
    refuse: (key, problem) => find(key).reject(Object.assign(new Error(problem.message), { problem })),
    /** @param {string} key */
    fail: (key) => find(key).reject(new Error("no")),
    /** Makes folders of these names. @param {string[]} names */
    folders: (names) => names.map((name) => testHost.row("folder", `f.${name}`, name)),
    /** Makes files of these names. @param {string[]} names */
    files: (names) => names.map((name) => testHost.item(name, name, "file", 1)),
  };

  /** @type {any} */ (window).testTree = testTree;
})();
