// @ts-check
/** The dialog that leads to a hub of one's own: five steps to an app, and a test of the way there. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, replace, t, button, note } = DataBrowser;
  const APIS = ["Data Management API", "Model Derivative API"];
  const PICTURES = /** @type {Record<string, string>} */ ({
    ok: "check",
    failed: "warning",
    unsure: "info",
    skipped: "version",
  });

  /**
   * @param {Connection} connection
   * @param {{onClosed(): void, onSignIn(): void}} hooks
   * @returns {ConnectDialog}
   */
  function createConnectDialog(connection, hooks) {
    const frame = DataBrowser.createDialog("connect-title", t("connect.title"), {
      onSubmit: () => save(),
      onClosed: closed,
    });
    const { element, body, foot, close } = frame;
    const results = h("div", { class: "checks-place", role: "status" });
    /** @type {SettingField | null} */
    let field = null;
    let mayChoose = true;
    const asker = DataBrowser.createAsker(connection);
    const { ask } = asker;

    function open() {
      if (frame.open()) read();
    }

    function closed() {
      asker.cancel();
      replace(body);
      hooks.onClosed();
    }

    async function read() {
      replace(body, DataBrowser.skeleton(8));
      replace(foot, button(t("connect.close"), close));
      DataBrowser.focusFirst(foot, "button");
      const result = await ask("settings.read", {});
      if (!result) return;
      if (result.answer) draw(result.answer);
      else if (result.problem) replace(body, DataBrowser.problemBlock(result.problem, read));
    }

    /** @param {SettingsState} settings */
    function draw(settings) {
      field = DataBrowser.createSettingField("client_id", settings);
      mayChoose = !settings.locked.includes("service");
      replace(results);
      // What was found out is about another app.
      field.input.addEventListener("input", () => !asker.isBusy() && replace(results));
      replace(
        body,
        h("p", null, t("connect.why")),
        h(
          "ol",
          { class: "steps" },
          step(t("connect.step-open"), openStep()),
          step(t("connect.step-type"), DataBrowser.copyField(t("connect.type"), "Desktop, Mobile, Single-Page App")),
          step(
            t("connect.step-callbacks"),
            ...settings.callbackUrls.map((url, index) =>
              DataBrowser.copyField(t("connect.callback", { number: index + 1 }), url),
            ),
          ),
          step(t("connect.step-apis"), h("ul", { class: "apis" }, APIS.map((api) => h("li", null, api)))),
          step(
            t("connect.step-id"),
            field.element,
            h("div", { class: "actions actions-start" }, button(t("connect.test"), test, { icon: "refresh" })),
            results,
          ),
        ),
      );
      replace(
        foot,
        button(t("connect.close"), close),
        DataBrowser.submitButton(t("connect.save"), "outside", true),
      );
      field.input.focus({ preventScroll: true });
    }

    /** @param {string} title @param {...Child} content */
    function step(title, ...content) {
      return h("li", { class: "step" }, h("p", { class: "step-title" }, title), ...content);
    }

    function openStep() {
      return h(
        "div",
        { class: "actions actions-start" },
        button(t("connect.open-page"), openPage, { icon: "outside" }),
      );
    }

    async function openPage() {
      const result = await ask("app.openPage", { name: "apps" });
      if (result && result.problem) replace(results, DataBrowser.problemBlock(result.problem, null));
    }

    async function test() {
      if (!field) return;
      replace(results, DataBrowser.busyLine(t("connect.testing")));
      results.scrollIntoView({ block: "nearest" });
      const result = await ask("connection.test", { clientId: field.input.value.trim() });
      if (!result) return;
      if (result.problem) replace(results, DataBrowser.problemBlock(result.problem, null));
      else replace(results, drawChecks(result.answer.checks));
      results.scrollIntoView({ block: "nearest" });
    }

    /** @param {Check[]} checks */
    function drawChecks(checks) {
      const bad = checks.filter((check) => check.state === "failed").length;
      const isSure = !checks.some((check) => check.state === "unsure");
      const verdict = isSure ? note("done", t("connect.good")) : note("info", t("connect.unsure"));
      return [
        bad ? note("warning", DataBrowser.count("connect.bad", bad)) : verdict,
        h("ul", { class: "checks" }, checks.map(drawCheck)),
      ];
    }

    /** @param {Check} check */
    function drawCheck(check) {
      const { problem } = check;
      return h(
        "li",
        { class: `check check-${check.state}` },
        icon(PICTURES[check.state]),
        h(
          "div",
          { class: "person-words" },
          h(
            "span",
            null,
            h("strong", null, t(`connect.check-${check.name}`)),
            ` ${t(`connect.state-${check.state}`)}`,
          ),
          check.subject ? h("span", { class: "muted fine code" }, check.subject) : null,
          problem ? h("span", null, problem.message) : null,
          problem ? h("span", null, problem.next) : null,
        ),
      );
    }

    async function save() {
      if (!field || asker.isBusy()) return;
      field.setFault("");
      const changes = /** @type {Record<string, string>} */ ({});
      if (!field.isLocked) changes.client_id = field.input.value.trim();
      if (changes.client_id === "") {
        field.setFault(t("connect.no-id"));
        return;
      }
      if (mayChoose) changes.service = "aps";
      const result = await ask("settings.write", { changes });
      if (!result) return;
      const { problem } = result;
      if (!problem) {
        close();
        hooks.onSignIn();
      } else if (problem.context && problem.context.name === "client_id") {
        field.setFault(problem.message);
      } else {
        replace(results, DataBrowser.problemBlock(problem, null));
        results.scrollIntoView({ block: "nearest" });
      }
    }

    return { element, open };
  }

  Object.assign(DataBrowser, { createConnectDialog });
})(window.DataBrowser);
