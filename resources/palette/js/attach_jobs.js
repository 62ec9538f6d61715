// @ts-check
/** What of earlier attachings is not finished, and how far the one at work is: a strip over *This design*. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, replace, t, count, button } = DataBrowser;

  /**
   * @param {Connection} connection
   * @param {JobStripHooks} hooks
   * @returns {JobStrip}
   */
  function createJobStrip(connection, hooks) {
    const working = h("div", { class: "strip job-strip" });
    const waiting = h("div", { class: "strip job-strip" });
    const element = h("div", { class: "job-strips" }, working, waiting);
    const words = h("p");
    const gauge = /** @type {HTMLProgressElement} */ (h("progress", { class: "gauge", "aria-label": t("files.gauge") }));
    let turn = 0;

    async function refresh() {
      const current = ++turn;
      try {
        const { jobs } = /** @type {{jobs: FileJob[]}} */ (await connection.request("files.jobs", {}).promise);
        if (current !== turn) return;
        const here = jobs.find((job) => job.isHere);
        draw(jobs.filter((job) => !job.isHere));
        if (here) hooks.onFollow(here);
      } catch (error) {
        if (current !== turn) return;
        replace(waiting);
        const problem = DataBrowser.asProblem(error);
        if (/^store[.]/.test(problem.reference)) DataBrowser.sayProblem(problem); // of the rest the next attaching tells
      }
    }

    /** @param {FileJob[]} jobs */
    function draw(jobs) {
      replace(waiting, jobs.map(drawJob));
    }

    /** @param {FileJob} job */
    function drawJob(job) {
      const left = job.files.filter((file) => file.state === "unfinished").length;
      const text = job.isRunning
        ? t("files.elsewhere", { name: job.designName })
        : count("files.unfinished", left, { name: job.designName });
      return h(
        "div",
        { class: `note ${job.isRunning ? "note-info" : "note-warning"}` },
        icon("attach"),
        h(
          "div",
          { class: "block-words" },
          h("p", { role: "status" }, text),
          job.isRunning
            ? null
            : h(
                "div",
                { class: "actions actions-start" },
                button(t("files.go-on"), () => hooks.onResume(job), { style: "primary" }),
                button(t("files.details"), () => hooks.onDetails(job)),
                button(t("files.give-up"), () => hooks.onGiveUp(job), { style: "link" }),
              ),
        ),
      );
    }

    return {
      element,
      refresh,
      setWorking(state) {
        if (!state) return replace(working);
        gauge.max = state.total;
        gauge.value = state.done;
        const sum = t("files.done-of", { done: state.done, total: state.total });
        replace(words, `${t("files.running", { name: state.name })} – ${sum}`);
        if (working.firstChild) return;
        const show = button(t("files.show"), hooks.onShow, { style: "link" });
        const block = h("div", { class: "block-words" }, words, gauge);
        replace(working, h("div", { class: "note note-info" }, h("i", { class: "spinner" }), block, show));
      },
      forget() {
        turn += 1;
        replace(working);
        replace(waiting);
      },
    };
  }

  Object.assign(DataBrowser, { createJobStrip });
})(window.DataBrowser);
