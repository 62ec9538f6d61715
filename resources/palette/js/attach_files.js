// @ts-check
/**
 * Files of the disk attached to the active design: chosen, planned, confirmed, attached.
 *
 * What is carried out is the plan that the dialog has shown, for the very version that it has named, whatever is
 * active by then. A job goes on without the dialog, and without the page: one that comes later follows it.
 */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, count, button, note, focusFirst } = DataBrowser;

  /**
   * @param {Connection} connection
   * @param {{onDone(itemId: string): void, onEnded(): void, onClosed(): void}} hooks
   * @returns {AttachFilesView}
   */
  function createAttachFilesView(connection, hooks) {
    const frame = DataBrowser.createDialog("files-title", t("files.title"), { onSubmit: () => confirm(), onClosed: closed });
    const { element, body, foot, close } = frame;
    element.classList.add("dialog-wide");
    const news = h("div", { class: "files-news", role: "status" });
    const jobs = DataBrowser.createJobStrip(connection, {
      onResume: (job) => work("files.resume", { jobId: job.id }, job),
      onFollow: (job) => work("files.follow", { jobId: job.id }, job),
      onDetails: (job) => {
        if (!isBusy() && frame.open()) drawEnd(job);
      },
      onGiveUp: (job) => {
        if (!isBusy() && frame.open()) askToGiveUp(job);
      },
      onShow: () => frame.open(),
    });
    /** @type {"idle" | "choosing" | "planning" | "planned" | "working" | "over"} */
    let stage = "idle";
    /** @type {ActiveDocument | null} */
    let activeDocument = null;
    /** @type {FilePlan | null} */
    let plan = null;
    /** @type {FileChoice[]} */
    let choices = [];
    /** @type {Call<any> | null} */
    let planning = null;
    /** Of the job at work; empty until the host has told it. */
    let jobId = "";
    let isStopping = false;
    /** What the files are for: of a plan, or of a job. @type {{itemId: string, versionId: string, name: string, version: number | null} | null} */
    let design = null;
    /** Counts the people and the tries; what was asked for an earlier one is dropped. */
    let turn = 0;

    function isBusy() {
      return stage === "working" || stage === "choosing";
    }

    /** @param {string} folderId where they go; empty is the folder beside the design */
    async function open(folderId) {
      if (stage === "working") {
        frame.open();
        return;
      }
      if (stage === "choosing" || element.open) return;
      if (!activeDocument || activeDocument.state !== "saved") return;
      const shown = activeDocument;
      const current = ++turn;
      stage = "choosing";
      try {
        const chosen = /** @type {any} */ (await connection.request("files.choose", {}).promise);
        if (current !== turn) return;
        stage = "idle";
        if (chosen.count && frame.open()) makePlan(chosen.chosenId, folderId, shown);
      } catch (error) {
        if (current !== turn) return;
        stage = "idle";
        DataBrowser.sayProblem(DataBrowser.asProblem(error));
      }
    }

    /** @param {string} chosenId @param {string} folderId @param {ActiveDocument} shown */
    async function makePlan(chosenId, folderId, shown) {
      const current = ++turn;
      const { projectId, itemId, versionId } = shown;
      stage = "planning";
      plan = null;
      const waits = (/** @type {string} */ text) => replace(body, DataBrowser.waitBlock(text, null));
      replace(body, DataBrowser.busyLine(t("files.planning")), DataBrowser.skeleton(4));
      replace(foot, button(t("files.cancel"), close));
      focusFirst(foot, "button");
      const params = { chosenId, folderId, document: { projectId, itemId, versionId, name: shown.name } };
      planning = connection.request("files.plan", params, waits);
      try {
        const found = await planning.promise;
        if (current !== turn) return;
        drawPlan(found);
      } catch (error) {
        if (current !== turn) return;
        const problem = DataBrowser.asProblem(error);
        replace(body, DataBrowser.problemBlock(problem, () => makePlan(chosenId, folderId, shown)));
        focusFirst(body, ".problem button");
      }
      planning = null;
    }

    /** @param {FilePlan} found */
    function drawPlan(found) {
      stage = "planned";
      plan = found;
      design = found.design;
      choices = found.files.map((file) => file.choice);
      replace(
        body,
        found.problem ? DataBrowser.problemBlock(found.problem, null) : null,
        news,
        h(
          "dl",
          { class: "files-ends" },
          drawPlace(t("files.design"), "design", found.design.name, t("version-short", { number: found.design.version })),
          drawPlace(t("files.folder"), "folder", found.folder || t("files.beside"), ""),
        ),
        found.tipWarning ? note("warning", found.tipWarning) : null,
        DataBrowser.createPlanTable(found, choices, drawFoot),
      );
      drawNews();
      drawFoot();
      focusFirst(found.problem ? foot : body, "select:not(:disabled), button");
      if (!element.contains(document.activeElement)) focusFirst(foot, "button");
    }

    /** @param {string} role @param {string} picture @param {string} text @param {string} pill */
    function drawPlace(role, picture, text, pill) {
      return h(
        "div",
        null,
        h("dt", { class: "muted fine" }, role),
        h("dd", null, icon(picture), name(text), pill ? h("span", { class: "pill" }, pill) : null),
      );
    }

    function drawFoot() {
      if (!plan) return;
      const { words, wanted } = DataBrowser.sumUp(plan, choices);
      const focused = document.activeElement;
      replace(
        foot,
        note("info", plan.warning),
        h("p", { class: "files-sum", role: "status" }, words),
        button(t("files.cancel"), close),
        DataBrowser.submitButton(count("files.confirm", wanted), "attach", wanted > 0 && !plan.problem),
      );
      if (focused instanceof HTMLElement && element.contains(focused)) focused.focus();
    }

    function confirm() {
      if (stage !== "planned" || !plan || plan.problem || !DataBrowser.sumUp(plan, choices).wanted) return;
      const shown = plan;
      const files = shown.files.filter((_, index) => choices[index] !== "skip");
      work("files.attach", { planId: shown.planId, choices: [...choices] }, { designName: shown.design.name, files });
    }

    /**
     * Lets a job begin or go on, or follows it, to its end.
     * @param {string} method @param {object} params @param {{designName: string, files: WorkedFile[]}} job
     */
    async function work(method, params, job) {
      if (isBusy()) return;
      const current = ++turn;
      const isPlanned = stage === "planned";
      stage = "working";
      jobId = "";
      isStopping = false;
      if (!isPlanned) design = null;
      const open = job.files.filter((file) => !["attached", "skipped", "stopped", "failed"].includes(file.state || ""));
      const table = DataBrowser.createStepTable(open);
      const gauge = /** @type {HTMLProgressElement} */ (h("progress", { class: "gauge", "aria-label": t("files.gauge") }));
      const words = h("p", { class: "muted fine" }, t("files.done-of", { done: 0, total: open.length }));
      const wait = h("p", { class: "muted fine", "aria-live": "off" });
      replace(
        body,
        news,
        h(
          "div",
          { class: "files-progress" },
          DataBrowser.busyLine(t("files.running", { name: job.designName })),
          gauge,
          words,
          wait,
        ),
        table.element,
      );
      drawNews();
      replace(foot, button(t("stop"), stop), button(t("files.hide"), close));
      if (element.open) focusFirst(foot, "button");
      jobs.setWorking({ name: job.designName, done: 0, total: open.length });
      const call = connection.request(method, params, (text) => replace(wait, text), {
        onProgress: (done, total) => {
          gauge.max = total;
          gauge.value = done;
        },
        onPart: (part) => {
          if (current !== turn) return;
          jobId = part.jobId;
          if (isStopping) tellToStop();
          table.update(part.steps);
          if (part.steps.length) replace(wait);
          replace(words, t("files.done-of", { done: table.over(), total: open.length }));
          jobs.setWorking({ name: job.designName, done: table.over(), total: open.length });
        },
      });
      try {
        const { job: report } = /** @type {any} */ (await call.promise);
        if (current !== turn) return;
        ended(report);
      } catch (error) {
        if (current !== turn) return;
        stage = "over";
        const problem = DataBrowser.asProblem(error);
        if (!element.open) DataBrowser.sayProblem(problem);
        replace(body, DataBrowser.problemBlock(problem, null));
        replace(foot, button(t("files.close"), close));
        if (element.open) focusFirst(foot, "button");
      }
      jobs.setWorking(null);
      jobs.refresh();
      hooks.onEnded();
    }

    /** @param {FileJob | null} report null where it had ended already */
    function ended(report) {
      stage = "over";
      if (!report) {
        close();
        return;
      }
      const made = report.files.find((file) => file.state === "attached");
      if (made) hooks.onDone(made.itemId);
      if (element.open) drawEnd(report);
      else DataBrowser.say(t("files.over", { name: report.designName, counts: DataBrowser.countFileEnds(report.files) }));
    }

    /** @param {FileJob} report */
    function drawEnd(report) {
      stage = "over";
      const { files } = report;
      const isGood = files.every((file) => file.state === "attached");
      const counts = DataBrowser.countFileEnds(files);
      const summary = isGood
        ? note("done", count("files.all-attached", files.length, { name: report.designName }))
        : note(
            files.some((file) => file.state === "failed" || file.state === "unfinished") ? "warning" : "info",
            t("files.end", { counts: `${report.designName}: ${counts}` }),
            report.isFinished ? "" : ` ${t("files.later")}`,
          );
      replace(body, news, h("div", { role: "status" }, summary), DataBrowser.drawFileEnds(files));
      drawNews();
      const goOn = () => work("files.resume", { jobId: report.id }, report);
      const resume = report.isFinished || report.isRunning ? null : button(t("files.go-on"), goOn, { style: "primary" });
      replace(foot, button(t("files.close"), close), resume);
      focusFirst(foot, resume ? ".primary" : "button");
    }

    /** @param {FileJob} job */
    function askToGiveUp(job) {
      stage = "over";
      replace(body, note("warning", t("files.give-up-what")), DataBrowser.drawFileEnds(job.files));
      const giveUp = async () => {
        const current = turn;
        try {
          const { job: report } = /** @type {any} */ (
            await connection.request("files.giveUp", { jobId: job.id }).promise
          );
          if (current !== turn) return;
          if (report) drawEnd(report);
          else close();
        } catch (error) {
          if (current !== turn) return;
          replace(body, DataBrowser.problemBlock(DataBrowser.asProblem(error), giveUp));
        }
        jobs.refresh();
        hooks.onEnded();
      };
      replace(foot, button(t("files.keep"), close), button(t("files.give-up"), giveUp, { style: "primary" }));
      focusFirst(foot, "button");
    }

    function stop() {
      isStopping = true;
      replace(foot, DataBrowser.busyLine(t("files.stopping")), button(t("files.hide"), close));
      focusFirst(foot, "button");
      if (jobId) tellToStop();
    }

    function tellToStop() {
      const stopped = jobId;
      isStopping = false;
      // Its end comes as that of the job.
      connection.request("files.stop", { jobId: stopped }).promise.catch((error) => {
        DataBrowser.sayProblem(DataBrowser.asProblem(error));
      });
    }

    /** Says where the files go, once another document is the active one. */
    function drawNews() {
      const now = activeDocument;
      const isSame = !design || (now && now.state === "saved" && now.versionId === design.versionId);
      if (!design || isSame || stage === "over") return replace(news);
      const values = { design: design.name, version: design.version || 0 };
      const isClosed = !now || now.state === "none";
      const words = isClosed
        ? t("files.document-closed", values)
        : t("files.document-changed", { ...values, name: now.name });
      return replace(news, note("warning", words));
    }

    function closed() {
      if (planning) planning.cancel();
      planning = null;
      if (stage !== "working") {
        turn += 1;
        stage = "idle";
        plan = null;
        replace(body);
      }
      hooks.onClosed();
    }

    return {
      element,
      strip: jobs.element,
      open,
      isBusy,
      refresh: jobs.refresh,
      forget() {
        turn += 1;
        stage = "idle";
        plan = design = null;
        jobs.forget();
        if (element.open) close();
      },
      setDocument(next) {
        activeDocument = next;
        drawNews();
      },
    };
  }

  Object.assign(DataBrowser, { createAttachFilesView });
})(window.DataBrowser);
