// @ts-check
/** A menu button that hands a table on: saved as a CSV file, or copied as Markdown. */
(function (DataBrowser) {
  "use strict";

  const { t } = DataBrowser;

  /**
   * Returns the button with its menu.
   * @param {Connection} connection
   * @param {() => Table} getTable is asked when something is chosen
   * @param {{say(text: string): void}} [teller] tells how it ended, where the page's own line is out of sight
   */
  function exportButton(connection, getTable, { say } = DataBrowser) {
    const { element, opener } = DataBrowser.menuButton("export", t("export"), () => [
      { icon: "spreadsheet", text: t("export.csv"), act: save },
      { icon: "copy", text: t("export.markdown"), act: copy },
    ]);

    /** @param {string} method @returns {Promise<any>} null where it failed, which has been said then */
    async function ask(method) {
      try {
        return await connection.request(method, getTable()).promise;
      } catch (error) {
        const { message, next } = DataBrowser.asProblem(error);
        say(`${message} ${next}`);
        return null;
      }
    }

    async function save() {
      const saved = await ask("table.saveCsv");
      if (saved && saved.path) say(t("export.saved", { path: saved.path }));
    }

    async function copy() {
      const rows = getTable().rows.length;
      const written = await ask("table.markdown");
      if (!written) return;
      const isCopied = DataBrowser.copyText(written.text, t("export.markdown"), opener);
      say(isCopied ? DataBrowser.count("export.copied", rows) : t("copy-by-hand"));
    }

    return element;
  }

  Object.assign(DataBrowser, { exportButton });
})(window.DataBrowser);
