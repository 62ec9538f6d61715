// @ts-check
/**
 * The dialog that attaches several versions: what is pasted, what would be made of each, and how each went.
 *
 * Nothing is written before every ref has been shown and confirmed; the refs go to the version of the design that was
 * shown, whatever is active by then.
 */
(function (DataBrowser) {
  "use strict";

  const { h, icon, replace, t, button, note, focusFirst } = DataBrowser;

  /**
   * @param {Connection} connection
   * @param {{
   *   onOne(target: Target): void,
   *   onDone(itemIds: string[], result: AttachedAll): void,
   *   onShowDesign(): void,
   *   onClosed(): void,
   * }} hooks
   * @returns {AttachManyDialog}
   */
  function createAttachManyDialog(connection, hooks) {
    const frame = DataBrowser.createDialog("attach-many-title", t("attach.title"), {
      onSubmit: () => (stage === "paste" ? readPasted() : attach()),
      onClosed: closed,
    });
    const { element, body, foot, close } = frame;
    /** @type {"paste" | "reading" | "plan" | "attaching" | "over"} */
    let stage = "over";
    /** @type {ManyTargets} */
    let asked = { targets: [], ownType: "" };
    /** What was pasted and names nothing to attach. @type {PastedEntry[]} */
    let wrong = [];
    /** @type {AttachPlan | null} */
    let plan = null;
    /** @type {PlannedRow[]} */
    let rows = [];
    /** @type {ActiveDocument | null} */
    let activeDocument = null;
    /** @type {Call<any> | null} */
    let call = null;
    let request = 0;

    function closed() {
      if (stage !== "attaching") {
        drop();
        stage = "over";
        clear();
      }
      hooks.onClosed();
    }

    function clear() {
      replace(body);
      replace(foot);
    }

    /** Lets go of what is under way: its answer is for nobody any more. */
    function drop() {
      request += 1;
      if (call && stage !== "attaching") call.cancel();
      call = null;
    }

    function begin() {
      if (element.open) return false;
      if (stage !== "attaching") return frame.open();
      DataBrowser.say(t("attach.running")); // in a dialog that was hidden
      return false;
    }

    /** @param {ManyTargets} many */
    function open(many) {
      if (!begin()) return;
      wrong = [];
      readPlan(many, "");
    }

    function openPaste() {
      if (begin()) drawPaste("", []);
    }

    /** @param {string} text @param {Problem[]} faults */
    function drawPaste(text, faults) {
      stage = "paste";
      const field = /** @type {HTMLTextAreaElement} */ (
        h("textarea", {
          id: "attach-paste",
          rows: "5",
          spellcheck: "false",
          autocapitalize: "none",
          "aria-describedby": "attach-paste-fault attach-paste-hint",
          "aria-invalid": faults.length ? "true" : null,
          onkeydown: onPasteKey,
        })
      );
      field.value = text;
      replace(
        body,
        h(
          "div",
          { class: "field" },
          h("label", { for: "attach-paste" }, t("attach.paste")),
          field,
          h(
            "div",
            { id: "attach-paste-fault", role: "alert", class: "paste-faults" },
            faults.map((problem) => h("p", { class: "field-fault" }, icon("warning"), h("span", null, problem.message))),
            [...new Set(faults.map(({ next }) => next))].map((next) => h("p", null, next)),
          ),
          h("p", { class: "muted fine", id: "attach-paste-hint" }, t("attach.paste-hint")),
        ),
      );
      replace(foot, button(t("attach.cancel"), close), DataBrowser.submitButton(t("attach.paste-go"), "arrow", true));
      field.focus();
    }

    /** Enter goes on, as in every other field; with Shift it is a new line. @param {KeyboardEvent} event */
    function onPasteKey(event) {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      readPasted();
    }

    async function readPasted() {
      const field = /** @type {HTMLTextAreaElement} */ (body.querySelector("#attach-paste"));
      const text = field.value;
      if (call) return; // the second of two clicks
      const current = (request += 1);
      const reading = (call = connection.request("refs.read", { text }));
      try {
        const { entries } = /** @type {{entries: PastedEntry[]}} */ (await reading.promise);
        if (current !== request) return;
        call = null;
        const targets = entries.map((entry) => entry.target).filter((target) => target !== null);
        wrong = entries.filter((entry) => entry.target === null);
        if (!targets.length) return drawPaste(text, wrong.map(({ problem }) => /** @type {Problem} */ (problem)));
        if (entries.length === 1) {
          close();
          return hooks.onOne(/** @type {Target} */ (targets[0]));
        }
        readPlan({ targets: targets.map((target) => ({ .../** @type {Target} */ (target), version: 0, type: "" })), ownType: "" }, "");
      } catch (error) {
        if (current !== request) return;
        call = null;
        drawPaste(text, [DataBrowser.asProblem(error)]);
      }
    }

    /** @param {ManyTargets} many @param {string} news what changed under the dialog */
    async function readPlan(many, news) {
      drop();
      const current = request;
      const said = () => (news ? note("warning", news) : null);
      stage = "reading";
      asked = many;
      plan = null;
      replace(body, said(), DataBrowser.skeleton(5));
      drawFoot();
      const reading = (call = connection.request("refs.plan", many, (text) =>
        replace(body, said(), DataBrowser.waitBlock(text, null)),
      ));
      try {
        const answer = /** @type {AttachPlan} */ (await reading.promise);
        if (current !== request) return;
        call = null;
        plan = answer;
        stage = "plan";
        drawPlan(answer, news);
      } catch (error) {
        if (current !== request) return;
        call = null;
        const problem = DataBrowser.asProblem(error);
        const isFinal = /^(refs|document)\./.test(problem.reference); // asking again would not change it
        replace(body, said(), DataBrowser.problemBlock(problem, isFinal ? null : () => readPlan(many, "")));
        drawFoot();
        focusFirst(foot, "button");
      }
    }

    /** @param {AttachPlan} shown @param {string} news */
    function drawPlan(shown, news) {
      const { design } = shown;
      rows = shown.refs.map((planned) => DataBrowser.drawPlannedRef(planned, design, drawFoot));
      replace(
        body,
        news ? note("warning", news) : null,
        h("p", null, t(design.version === null ? "attach.many-what" : "attach.many-what-version", { name: design.name, version: design.version || 0 })),
        shown.tipWarning ? note("warning", shown.tipWarning) : null,
        h(
          "ul",
          { class: "plan", "aria-label": t("attach.many-list") },
          rows.map((row) => row.element),
          wrong.map(({ text, problem }) => DataBrowser.drawImpossible(text, /** @type {Problem} */ (problem))),
        ),
      );
      drawFoot();
      focusFirst(body, "input:enabled");
      if (!element.contains(document.activeElement)) focusFirst(foot, "button");
    }

    function wanted() {
      return rows.map((row) => row.wanted()).filter((one) => one !== null);
    }

    function drawFoot() {
      const count = stage === "plan" ? wanted().length : 0;
      const confirm = DataBrowser.count("attach.many-confirm", count);
      replace(
        foot,
        plan ? note("info", plan.warning) : null,
        button(t("attach.cancel"), close),
        DataBrowser.submitButton(plan ? confirm : t("attach.confirm"), "attach", count > 0),
      );
    }

    async function attach() {
      const chosen = wanted();
      if (stage !== "plan" || !plan || !chosen.length) return;
      const { name, projectId, itemId, versionId, accountId } = plan.design;
      const current = request;
      const line = DataBrowser.busyLine(t("attach.many-running", { done: 0, count: chosen.length }));
      const said = /** @type {Element} */ (line.lastChild);
      /** @type {Set<string>} */
      const ended = new Set();
      /** @param {AttachEnd} result */
      const onPart = (result) => {
        if (current !== request) return;
        ended.add(result.key);
        endRow(result.key, result);
        replace(said, t("attach.many-running", { done: ended.size, count: chosen.length }));
      };
      stage = "attaching";
      rows.forEach((row) => row.setBusy(true));
      // Without an input that can be reached, it must be scrolled by itself.
      const list = /** @type {HTMLElement} */ (body.querySelector(".plan"));
      list.tabIndex = 0;
      const params = { document: { name, projectId, itemId, versionId, accountId }, wanted: chosen };
      const running = connection.request("refs.attachAll", params, (text) => replace(said, text), { onPart });
      const stop = button(t("stop"), () => {
        running.stop();
        replace(said, t("attach.many-stopping"));
        stop.disabled = true;
        focusFirst(foot, "button:enabled");
      });
      replace(foot, line, stop, button(t("attach.hide"), close));
      stop.focus();
      /** @type {AttachedAll | null} */
      let result = null;
      /** @type {Problem | null} */
      let problem = null;
      try {
        result = await /** @type {Call<AttachedAll>} */ (running).promise;
      } catch (error) {
        problem = DataBrowser.asProblem(error);
      }
      if (current !== request) return;
      stage = "plan"; // what failed can be tried again
      for (const one of result ? result.results : []) {
        ended.add(one.key);
        endRow(one.key, one);
      }
      for (const { key } of chosen) if (!ended.has(key)) endRow(key, null);
      rows.forEach((row) => row.setBusy(false));
      if (result || ended.size) hooks.onDone(chosen.map(({ target }) => target.itemId), result || nothing(chosen.length));
      drawEnd(result, problem, chosen.length);
    }

    /** Stands for an answer that did not come. @param {number} left @returns {AttachedAll} */
    function nothing(left) {
      return { results: [], left, note: "", relations: null };
    }

    /** @param {string} key @param {AttachEnd | null} result */
    function endRow(key, result) {
      const row = rows.find((one) => one.key === key);
      if (row) row.end(result);
    }

    /** @param {AttachedAll | null} result @param {Problem | null} problem @param {number} count */
    function drawEnd(result, problem, count) {
      const bad = result ? result.results.filter((one) => one.problem).length + result.left : wanted().length;
      const words = bad ? DataBrowser.count("attach.many-some", bad) : DataBrowser.count("attach.many-done", count);
      if (!element.open) {
        stage = "over";
        clear();
        DataBrowser.say(problem ? `${problem.message} ${words}` : words);
        return;
      }
      for (const block of body.querySelectorAll(":scope > .problem")) block.remove();
      if (problem) body.prepend(DataBrowser.problemBlock(problem, null));
      const show = () => {
        close();
        hooks.onShowDesign();
      };
      replace(
        foot,
        h("div", { role: "status", class: "plan-end" }, note(bad ? "warning" : "done", words, result && result.note ? ` ${result.note}` : "")),
        button(t("attach.close"), close),
        bad ? button(t("attach.show"), show) : null,
        bad
          ? DataBrowser.submitButton(DataBrowser.count("attach.many-again", bad), "refresh", wanted().length > 0)
          : button(t("attach.show"), show, { style: "primary" }),
      );
      const failed = body.querySelector(".planned:not(.is-impossible) .planned-state.bad");
      if (failed) failed.scrollIntoView({ block: "nearest" });
      focusFirst(foot, ".primary:enabled");
      if (!element.contains(document.activeElement)) focusFirst(foot, "button");
    }

    return {
      element,
      open,
      openPaste,
      forget() {
        request += 1;
        stage = "over";
        if (element.open) close();
      },
      setDocument(next) {
        const before = activeDocument;
        activeDocument = next;
        const isSame = before && before.state === next.state && before.versionId === next.versionId;
        const isRead = stage === "reading" || (stage === "plan" && foot.querySelector(".plan-end") === null);
        if (isSame || !element.open || !isRead) return;
        const news = next.state === "none" ? "" : t("attach.document-changed", { name: next.name });
        readPlan({ targets: asked.targets, ownType: "" }, news);
      },
    };
  }

  Object.assign(DataBrowser, { createAttachManyDialog });
})(window.DataBrowser);
