// @ts-check
/** The report of a problem: shown whole before it is saved, and never sent from here. */
(function (DataBrowser) {
  "use strict";

  const { h, replace, t, button, note } = DataBrowser;
  /** A problem block asks for a report with this event, wherever it stands. */
  const ASKED = "databrowser-report";

  /**
   * @param {Connection} connection
   * @param {{onClosed(): void}} hooks
   * @returns {ReportDialog}
   */
  function createReportDialog(connection, hooks) {
    const { element, body, foot, ...frame } = DataBrowser.createDialog("report-title", t("report.title"), {
      onSubmit: () => save(),
      onClosed: closed,
    });
    const asker = DataBrowser.createAsker(connection);
    /** @type {PreparedReport | null} */
    let report = null;
    /** Where the focus goes back to: this dialog opens over others. @type {HTMLElement | null} */
    let back = null;
    let reference = "";

    /** @param {string} [about] the reference of the problem to report */
    function open(about) {
      const active = /** @type {HTMLElement | null} */ (document.activeElement);
      if (!frame.open()) return;
      back = active;
      reference = about || "";
      prepare();
    }

    function closed() {
      asker.cancel();
      report = null;
      replace(body);
      if (back) back.focus();
      // It may be gone by now, or lie in a dialog that is closed.
      if (document.activeElement !== back || back === document.body) hooks.onClosed();
    }

    async function prepare() {
      replace(body, DataBrowser.busyLine(t("report.preparing")));
      replace(foot, button(t("stop"), frame.close));
      DataBrowser.focusFirst(foot, "button");
      const result = await asker.ask("report.prepare", { reference });
      if (!result) return;
      if (result.answer) draw(result.answer);
      else if (result.problem) failed(result.problem, prepare);
    }

    /** @param {PreparedReport} next */
    function draw(next) {
      report = next;
      replace(
        body,
        h("p", null, t("report.what")),
        h("p", { class: "muted" }, t("report.redacted")),
        h("ul", { class: "report-files", "aria-label": t("report.files") }, next.files.map(drawFile)),
      );
      replace(
        foot,
        button(t("report.close"), frame.close),
        DataBrowser.submitButton(t("report.save"), "download", true),
      );
      DataBrowser.focusFirst(foot, "[type=submit]");
    }

    /** @param {ReportFile} file */
    function drawFile(file) {
      return h(
        "li",
        null,
        h(
          "details",
          { class: "report-file" },
          h(
            "summary",
            null,
            h("span", { class: "code" }, file.name),
            h("span", { class: "muted report-size" }, DataBrowser.formatSize(file.size)),
          ),
          file.isCut ? h("p", { class: "muted fine" }, t("report.cut")) : null,
          h("pre", { class: "report-text", tabindex: "0", role: "region", "aria-label": file.name }, linesOf(file.text || t("report.empty"))),
        ),
      );
    }

    async function save() {
      if (!report || asker.isBusy()) return;
      const result = await asker.ask("report.save", { id: report.id });
      if (!result) return;
      if (result.problem) failed(result.problem, report ? save : prepare);
      else if (result.answer.path) saved(result.answer);
      else DataBrowser.focusFirst(foot, "[type=submit]"); // the system's dialog had the focus
    }

    /** @param {{path: string, folder: string}} answer */
    function saved({ path, folder }) {
      report = null;
      replace(
        body,
        h("div", { role: "status" }, note("done", t("report.saved", { path }))),
        h("p", null, t("report.send")),
      );
      replace(
        foot,
        button(t("report.open-folder"), () => show(folder), { icon: "folder" }),
        button(t("report.close"), frame.close, { style: "primary" }),
      );
      DataBrowser.focusFirst(foot, ".primary");
    }

    /** @param {string} folder */
    async function show(folder) {
      const result = await asker.ask("version.showFolder", { folder });
      if (result && result.problem) DataBrowser.sayProblem(result.problem);
    }

    /** @param {Problem} problem @param {() => void} again */
    function failed(problem, again) {
      const retry = problem.reference === "report.gone" ? prepare : again;
      replace(body, DataBrowser.problemBlock(problem, retry, { isReported: false }));
      replace(foot, button(t("report.close"), frame.close));
      DataBrowser.focusFirst(body, ".problem button");
    }

    document.addEventListener(ASKED, (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      open(detail.reference);
    });

    return { element, open };
  }

  /** A text of several lines; within a name, a break is shown as a character. @param {string} text @returns {Child[]} */
  function linesOf(text) {
    return text.split(/\r?\n/).flatMap((line, index) => (index ? [h("br", null), line] : [line]));
  }

  Object.assign(DataBrowser, { createReportDialog, REPORT_ASKED: ASKED });
})(window.DataBrowser);
