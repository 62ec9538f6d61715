// @ts-check
/** The way to save the file of a version: a button, and what becomes of it. */
(function (DataBrowser) {
  "use strict";

  const { h, replace, t, button, iconButton, note } = DataBrowser;

  /** @param {SavedFile} saved */
  function savedWords({ name, folder }) {
    return t("download.saved", { name, folder });
  }

  /**
   * @param {Connection} connection
   * @returns {DownloadPart}
   */
  function createDownload(connection) {
    const opener = /** @type {HTMLButtonElement} */ (iconButton("download", t("download.start"), open));
    const element = h("div", { class: "download" });
    /** What runs goes on while something else is shown. By version. @type {Map<string, DownloadJob>} */
    const jobs = new Map();
    /** @type {DownloadTarget | null} */
    let target = null;
    let why = "";

    /** @param {DownloadTarget | null} next @param {string} [reason] */
    function show(next, reason) {
      why = reason || "";
      const before = target && jobs.get(target.versionId);
      if (target && before && before.isOver && (!next || next.versionId !== target.versionId)) {
        jobs.delete(target.versionId);
      }
      target = next;
      draw();
    }

    function draw() {
      const job = target && jobs.get(target.versionId);
      const number = target && target.number;
      const label = number ? t("download.start-version", { number }) : t("download.start");
      opener.title = why || label;
      opener.setAttribute("aria-label", why ? `${label}. ${why}` : label);
      opener.hidden = !target;
      opener.disabled = Boolean((job && !job.isOver) || why);
      // Drawn anew, it would lose the focus.
      if (!job) replace(element);
      else if (element.firstChild !== job.element) replace(element, job.element);
    }

    function open() {
      if (target) start(target);
    }

    /** @param {DownloadTarget} wanted */
    async function start(wanted) {
      const job = { element: h("div"), isOver: false };
      const gauge = /** @type {HTMLProgressElement} */ (
        h("progress", { class: "gauge", "aria-label": t("download.gauge") })
      );
      // Said once, not with every step.
      const words = h("p", { class: "muted fine", "aria-live": "off" });

      /** @param {number} done @param {number} total */
      function advance(done, total) {
        gauge.max = total;
        gauge.value = done;
        const sizes = { done: DataBrowser.formatSize(done), total: DataBrowser.formatSize(total) };
        replace(words, t("download.progress", sizes));
      }

      const call = /** @type {Call<SavedFile>} */ (
        connection.request(
          "version.download",
          { projectId: wanted.projectId, versionId: wanted.versionId },
          (text) => replace(words, text),
          { onProgress: advance },
        )
      );
      const running = t("download.running", { name: wanted.name });
      replace(job.element, DataBrowser.waitBlock(running, () => call.cancel(), gauge, words));
      jobs.set(wanted.versionId, job);
      draw();
      DataBrowser.focusFirst(job.element, "button");
      try {
        const saved = await call.promise;
        end(job, savedWords(saved), drawSaved(saved));
      } catch (error) {
        const problem = DataBrowser.asProblem(error);
        if (problem.reference === "job.cancelled") stopped(wanted, job);
        else {
          const block = DataBrowser.problemBlock(problem, () => start(wanted));
          end(job, `${problem.message} ${problem.next}`, block);
        }
      }
    }

    /** @param {DownloadJob} job @param {string} words for who looks elsewhere @param {HTMLElement} block */
    function end(job, words, block) {
      const hadFocus = job.element.contains(document.activeElement);
      job.isOver = true;
      replace(job.element, block);
      draw();
      if (hadFocus) DataBrowser.focusFirst(job.element, "button");
      if (job.element.offsetParent === null) DataBrowser.say(words);
    }

    /** @param {DownloadTarget} wanted @param {DownloadJob} job */
    function stopped(wanted, job) {
      const hadFocus = job.element.contains(document.activeElement);
      jobs.delete(wanted.versionId);
      draw();
      if (hadFocus) opener.focus();
      DataBrowser.say(t("download.stopped"));
    }

    /** @param {SavedFile} saved */
    function drawSaved(saved) {
      const words = h("div", { role: "status" }, note("done", savedWords(saved)));
      const openFolder = button(t("download.open-folder"), () => showFolder(saved.folder), { style: "link" });
      return h("div", { class: "download-saved" }, words, openFolder);
    }

    /** @param {string} folder */
    async function showFolder(folder) {
      try {
        await connection.request("version.showFolder", { folder }).promise;
      } catch (error) {
        const { message, next } = DataBrowser.asProblem(error);
        DataBrowser.say(`${message} ${next}`);
      }
    }

    return { opener, element, show, start };
  }

  Object.assign(DataBrowser, { createDownload });
})(window.DataBrowser);
