// @ts-check
/** Attachments edited in their own programs: what is open, what was changed, and the way back into the hub. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, replace, t, button, iconButton } = DataBrowser;
  const NO_DESIGN = ["document.none", "document.unsaved", "refs.other-project"];
  /** What is not opened from here may be downloaded. */
  const TO_DOWNLOAD = ["edits.program", "edits.not-opened"];

  /**
   * @param {Connection} connection
   * @param {{onDone(itemId: string): void, onJobs(): void, onOffer(): void}} hooks
   * @returns {EditsView}
   */
  function createEditsView(connection, hooks) {
    const news = h("div", { class: "strip edit-strip" });
    const list = h("div", { class: "strip edit-strip" });
    const element = h("div", { class: "edit-strips" }, news, list);
    /** What stays of each edit while the list is drawn anew. @type {Map<string, EditCard>} */
    const cards = new Map();
    /** The changes that are not wanted now, by the edit. @type {Map<string, string>} */
    const put = new Map();
    /** The version that they would be attached to. */
    let versionId = "";
    let turn = 0;
    /** Counts the people: what one of them asked for is of no concern to the next. */
    let person = 0;

    /** @param {EditTarget} target */
    async function start(target) {
      const gauge = /** @type {HTMLProgressElement} */ (h("progress", { class: "gauge", "aria-label": t("download.gauge") }));
      const { projectId, itemId, versionId } = target;
      const call = /** @type {Call<any>} */ (
        connection.request("edits.start", { projectId, itemId, versionId }, DataBrowser.say, {
          onProgress: (done, total) => {
            gauge.max = total;
            gauge.value = done;
          },
        })
      );
      const current = person;
      tell("info", t("edit.opening", { name: target.name }), [gauge], [button(t("stop"), () => call.cancel())]);
      try {
        const edit = await call.promise;
        if (current !== person) return;
        replace(news);
        const { name, version } = edit;
        DataBrowser.say(edit.isAgain ? t("edit.again", { name, version }) : t("edit.opened", { name }));
        put.delete(edit.id);
      } catch (error) {
        if (current !== person) return;
        const problem = DataBrowser.asProblem(error);
        if (problem.reference === "job.cancelled") replace(news);
        else complain(problem, target);
      }
      refresh();
    }

    /** @param {Problem} problem @param {EditTarget} target */
    function complain(problem, target) {
      const toDownload = TO_DOWNLOAD.includes(problem.reference)
        ? button(t("edit.download"), () => download(target), { icon: "download" })
        : null;
      tell("warning", `${problem.message} ${problem.next}`, [], [toDownload]);
    }

    /** @param {EditTarget} target */
    async function download({ projectId, versionId }) {
      const current = person;
      try {
        const call = connection.request("version.download", { projectId, versionId }, DataBrowser.say);
        const saved = /** @type {SavedFile} */ (await call.promise);
        if (current === person) tell("done", t("download.saved", { name: saved.name, folder: saved.folder }), [], []);
      } catch (error) {
        if (current === person) DataBrowser.sayProblem(DataBrowser.asProblem(error));
      }
    }

    /** @param {"info" | "warning" | "done"} style @param {string} text @param {Child[]} lines @param {Child[]} actions */
    function tell(style, text, lines, actions) {
      const isBusy = style === "info";
      replace(
        news,
        h(
          "div",
          { class: `note note-${style}` },
          isBusy ? h("i", { class: "spinner" }) : icon(style === "done" ? "check" : style),
          h(
            "div",
            { class: "block-words" },
            h("p", { role: "status" }, text),
            ...lines,
            actions.some(Boolean) ? h("div", { class: "actions actions-start" }, ...actions) : null,
          ),
          isBusy ? null : iconButton("close", t("edit.put-away"), () => replace(news)),
        ),
      );
    }

    async function refresh() {
      const current = ++turn;
      try {
        const { edits } = /** @type {{edits: Edit[]}} */ (await connection.request("edits.list", {}).promise);
        if (current === turn) draw(edits);
      } catch (error) {
        return; // nobody asked for it
      }
    }

    /** @param {Edit[]} edits */
    function draw(edits) {
      for (const id of [...cards.keys()]) if (!edits.some((edit) => edit.id === id)) cards.delete(id);
      edits.forEach((edit) => {
        const card = cards.get(edit.id) || makeCard();
        cards.set(edit.id, card);
        // What is just being sent tells of itself.
        if (!card.isSending) fill(card, edit);
      });
      const { activeElement } = document;
      const all = edits.map((edit) => /** @type {EditCard} */ (cards.get(edit.id)).element);
      // Taken out and put in again, it would lose the focus.
      if (all.length !== list.children.length || all.some((one, index) => one !== list.children[index])) {
        replace(list, all);
        if (activeElement instanceof HTMLElement && list.contains(activeElement)) activeElement.focus();
      }
    }

    /** @returns {EditCard} */
    function makeCard() {
      return { element: h("div"), shown: "", isSending: false };
    }

    /** @param {EditCard} card @param {Edit} edit */
    function fill(card, edit) {
      const isOffered = edit.state === "changed" && put.get(edit.id) !== edit.mark;
      const shown = `${edit.state} ${edit.version} ${edit.mark} ${isOffered}`;
      if (isOffered) {
        if (card.shown !== shown) hooks.onOffer();
        card.shown = shown;
        offer(card, edit);
        return;
      }
      if (card.shown === shown) return;
      card.shown = shown;
      const key = { watched: "edit.watched", changed: "edit.put", sent: "edit.sent", sending: "edit.waits" };
      const words = t(key[edit.state], { name: edit.name, version: edit.version });
      card.element.className = "edit-line";
      replace(
        card.element,
        icon(edit.icon),
        h("p", { class: "muted" }, DataBrowser.name(edit.name), " ", words),
        edit.state === "changed" ? button(t("edit.offer-again"), () => offerAgain(edit), { style: "link" }) : null,
        edit.state === "sending" ? null : button(t("edit.stop"), () => stop(edit), { style: "link" }),
      );
    }

    /** @param {Edit} edit */
    function offerAgain(edit) {
      put.delete(edit.id);
      refresh();
    }

    /** Asks what sending it back would do now. @param {EditCard} card @param {Edit} edit */
    async function offer(card, edit) {
      const current = turn;
      try {
        const found = /** @type {EditOffer} */ (await connection.request("edits.offer", { id: edit.id }).promise);
        if (current === turn && !card.isSending) drawOffer(card, edit, found);
      } catch (error) {
        if (current !== turn || card.isSending) return;
        const { reference, message, next } = DataBrowser.asProblem(error);
        const words = NO_DESIGN.includes(reference) ? t("edit.no-design") : `${message} ${next}`;
        drawChanged(card, edit, [h("p", null, words)], null);
      }
    }

    /** @param {EditCard} card @param {Edit} edit @param {EditOffer} found */
    function drawOffer(card, edit, found) {
      const { next, tip, tipBy, version, design, isNewer, tipWarning, warning } = found;
      const where = { next, version: design.version, design: design.name };
      const lines = [
        isNewer
          ? h("p", { class: "stale" }, icon("warning"), h("span", null, t("edit.newer", { tip, version, next, by: tipBy || "?" })))
          : null,
        h("p", null, t("edit.offer", where)),
        tipWarning ? h("p", null, tipWarning) : null,
        h("p", { class: "muted fine" }, warning),
      ];
      const send = button(t("edit.send", { next }), () => sendBack(card, edit, found), { style: "primary" });
      drawChanged(card, edit, lines, send);
    }

    /** @param {EditCard} card @param {Edit} edit @param {Child[]} lines @param {HTMLElement | null} send */
    function drawChanged(card, edit, lines, send) {
      const later = () => {
        put.set(edit.id, edit.mark);
        refresh();
      };
      const hadFocus = card.element.contains(document.activeElement);
      card.element.className = `note ${send ? "note-info" : "note-warning"}`;
      replace(
        card.element,
        icon(edit.icon),
        h(
          "div",
          { class: "block-words" },
          h("p", { class: "edit-title", role: "status" }, t("edit.changed", { name: edit.name })),
          ...lines,
          h(
            "div",
            { class: "actions actions-start" },
            send,
            button(t("edit.later"), later),
            button(t("edit.stop"), () => stop(edit), { style: "link" }),
          ),
        ),
      );
      if (hadFocus) DataBrowser.focusFirst(card.element, "button");
    }

    /** @param {EditCard} card @param {Edit} edit @param {EditOffer} found */
    async function sendBack(card, edit, found) {
      let jobId = "";
      let isStopping = false;
      card.isSending = true;
      const gauge = /** @type {HTMLProgressElement} */ (h("progress", { class: "gauge", "aria-label": t("files.gauge") }));
      const stopIt = button(t("stop"), () => {
        stopIt.disabled = true;
        isStopping = true;
        if (jobId) tellToStop();
      });
      const tellToStop = () => {
        isStopping = false;
        connection.request("files.stop", { jobId }).promise.catch(() => {}); // its end comes as that of the job
      };
      const words = h("p", { role: "status" }, t("edit.sending", { name: edit.name }));
      const block = h("div", { class: "block-words" }, words, gauge, h("div", { class: "actions actions-start" }, stopIt));
      card.element.className = "note note-info";
      replace(card.element, h("i", { class: "spinner" }), block);
      stopIt.focus();
      const params = { id: edit.id, tipId: found.tipId, document: found.design };
      const call = connection.request("edits.send", params, (text) => replace(words, text), {
        onProgress: (done, total) => {
          gauge.max = total;
          gauge.value = done;
        },
        onPart: (part) => {
          jobId = part.jobId;
          if (isStopping) tellToStop();
        },
      });
      try {
        const { job, number, design } = /** @type {any} */ (await call.promise);
        const file = job && job.files[0];
        if (cards.get(edit.id) !== card) return;
        if (file && file.state === "attached") {
          hooks.onDone(file.itemId);
          const values = { name: found.name, number, version: design.version, design: design.name };
          tell("done", t("edit.done", values), [], []);
        } else if (file && file.problem) tell("warning", `${file.problem.message} ${file.problem.next}`, [], []);
      } catch (error) {
        if (cards.get(edit.id) !== card) return;
        const { message, next } = DataBrowser.asProblem(error);
        tell("warning", `${message} ${next}`, [], []);
      }
      card.isSending = false;
      card.shown = "";
      refresh();
      hooks.onJobs();
    }

    /** @param {Edit} edit */
    async function stop(edit) {
      const current = person;
      try {
        const { isKept, folder } = /** @type {any} */ (await connection.request("edits.stop", { id: edit.id }).promise);
        if (current !== person) return;
        if (isKept) {
          const openFolder = button(t("edit.open-folder"), () => {
            connection.request("version.showFolder", { folder }).promise.catch((error) => {
              DataBrowser.sayProblem(DataBrowser.asProblem(error));
            });
          });
          tell("warning", t("edit.kept", { folder }), [], [openFolder]);
        } else DataBrowser.say(t("edit.dropped"));
      } catch (error) {
        if (current !== person) return;
        DataBrowser.sayProblem(DataBrowser.asProblem(error));
      }
      refresh();
    }

    return {
      strip: element,
      start,
      refresh,
      setDocument(next) {
        const isSame = next.versionId === versionId;
        versionId = next.versionId;
        if (!isSame && cards.size) refresh();
      },
      forget() {
        turn += 1;
        person += 1;
        cards.clear();
        put.clear();
        replace(news);
        replace(list);
      },
    };
  }

  Object.assign(DataBrowser, { createEditsView });
})(window.DataBrowser);
