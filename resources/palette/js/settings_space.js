// @ts-check
/** The part of the settings that tells how much room the copies of an account take, and clears them. */
(function (DataBrowser) {
  "use strict";

  const { h, replace, t, button, note, focusFirst } = DataBrowser;
  const PARTS = /** @type {const} */ (["catalogue", "thumbnails", "lists"]);

  /**
   * @param {Connection} connection
   * @returns {HTMLElement} a part of the settings that asks and draws by itself
   */
  function drawSpace(connection) {
    const body = h("div", { class: "settings-space" });
    const element = h(
      "div",
      { role: "group", "aria-labelledby": "settings-space-title" },
      h("h4", { id: "settings-space-title" }, t("space.title")),
      body,
    );

    /** @param {string} method @param {(space: Space) => void} done */
    async function ask(method, done) {
      try {
        const space = /** @type {Space} */ (await connection.request(method, {}).promise);
        done(space);
      } catch (error) {
        const problem = DataBrowser.asProblem(error);
        const isSignedOut = problem.reference === "sign-in.needed";
        replace(body, isSignedOut ? h("p", { class: "muted fine" }, t("space.signed-out")) : DataBrowser.problemBlock(problem, () => ask(method, done)));
      }
    }

    /** @param {Space} space @param {Child} words what was done */
    function draw(space, words) {
      const rows = PARTS.map((part) => [h("dt", null, t(`space.${part}`)), h("dd", null, DataBrowser.formatSize(space[part]))]);
      replace(
        body,
        words,
        h("dl", { class: "space-parts" }, rows, h("dt", null, t("space.total")), h("dd", { class: "space-total" }, DataBrowser.formatSize(space.total))),
        h("div", { class: "actions actions-start" }, button(t("space.clear"), () => confirm(space), { icon: "warning" })),
      );
    }

    /** @param {Space} space */
    function confirm(space) {
      const keep = () => {
        draw(space, null);
        focusFirst(body, "button");
      };
      replace(
        body,
        note("warning", t("space.clear-what", { size: DataBrowser.formatSize(space.total) })),
        h("p", null, t("space.clear-stays")),
        h("div", { class: "actions actions-start" }, button(t("settings.keep"), keep), button(t("space.clear-now"), clear)),
      );
      focusFirst(body, "button");
    }

    function clear() {
      replace(body, DataBrowser.busyLine(t("space.clearing")));
      ask("catalogue.clear", (space) => {
        draw(space, h("div", { role: "status" }, note("done", t("space.cleared"))));
        focusFirst(body, "button");
      });
    }

    replace(body, DataBrowser.skeleton(3));
    ask("catalogue.space", (space) => draw(space, null));
    return element;
  }

  Object.assign(DataBrowser, { drawSpace });
})(window.DataBrowser);
