// @ts-check
/** Attachments carried forward: the offer when a new version of the design has arrived, and the dialog for it. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, button, note } = DataBrowser;

  /**
   * @param {Connection} connection
   * @param {{onDone(itemId: string): void, onClosed(): void, onOffer(): void}} hooks
   * @returns {CarryView}
   */
  function createCarryView(connection, hooks) {
    const strip = h("div", { class: "strip carry-strip" });
    const frame = DataBrowser.createDialog("carry-title", t("carry.title"), { onSubmit: () => run(), onClosed: closed });
    const { element, body, foot, close } = frame;
    /** @type {ArrivedVersion | null} */
    let arrived = null;
    /** @type {CarryPlan | null} */
    let plan = null;
    /** @type {Call<any> | null} */
    let call = null;

    /** A new version of the active design is in the hub. @param {ArrivedVersion} next */
    async function offer(next) {
      arrived = next;
      plan = null;
      replace(strip);
      try {
        const found = /** @type {CarryPlan} */ (await connection.request("carry.plan", next).promise);
        if (arrived !== next || found.isNever || !found.carried.length) return;
        plan = found;
        drawStrip(found);
        hooks.onOffer();
      } catch (error) {
        return; // nobody asked for it; *This design* shows what is not up to date all the same
      }
    }

    /** Puts the offer away. */
    function forget() {
      arrived = null;
      plan = null;
      replace(strip);
    }

    /** @param {CarryPlan} shown */
    function drawStrip(shown) {
      replace(
        strip,
        h(
          "div",
          { class: "note note-info", role: "status" },
          icon("attach"),
          h(
            "div",
            { class: "block-words" },
            h(
              "p",
              null,
              DataBrowser.count("carry.offer", shown.carried.length),
              " ",
              t("carry.offer-versions", { version: shown.version, before: shown.before || 0 }),
            ),
            h(
              "div",
              { class: "actions actions-start" },
              button(t("carry.open"), open, { style: "primary" }),
              button(t("carry.later"), forget),
              button(t("carry.never"), never, { style: "link" }),
            ),
          ),
        ),
      );
    }

    async function never() {
      if (!arrived) return;
      const { itemId } = arrived;
      forget();
      try {
        await connection.request("carry.never", { itemId, never: true }).promise;
        DataBrowser.say(t("carry.never-done"));
      } catch (error) {
        DataBrowser.sayProblem(DataBrowser.asProblem(error));
      }
    }

    function open() {
      if (!plan || !frame.open()) return;
      const shown = plan;
      const isBehind = shown.carried.some((one) => one.isBehind);
      replace(
        body,
        h("p", null, t("carry.what", { name: shown.name, version: shown.version, before: shown.before || 0 })),
        h("ul", { class: "carried" }, shown.carried.map(drawCarried)),
        isBehind
          ? h(
              "label",
              { class: "check-line" },
              h("input", { type: "checkbox", id: "carry-latest" }),
              h("span", null, t("carry.latest")),
            )
          : null,
        note("warning", shown.warning),
      );
      drawFoot();
      DataBrowser.focusFirst(body, "input");
    }

    /** @param {Carried} one */
    function drawCarried(one) {
      const box = h("input", { type: "checkbox", checked: true, value: one.key, onchange: drawFoot });
      return h(
        "li",
        { "data-key": one.key },
        h(
          "label",
          { class: "check-line" },
          box,
          h(
            "span",
            { class: "relation-words" },
            h(
              "span",
              { class: "relation-name" },
              name(one.name),
              h("span", { class: "pill" }, t("version-short", { number: one.version })),
              one.isBehind ? h("span", { class: "pill pill-stale" }, t("carry.behind")) : null,
            ),
            h("span", { class: "muted" }, one.typeName),
          ),
        ),
        h("p", { class: "carried-end fine" }),
      );
    }

    function chosen() {
      const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (body.querySelectorAll(".carried input"));
      return [...boxes].filter((box) => box.checked).map((box) => box.value);
    }

    function drawFoot() {
      const count = chosen().length;
      replace(
        foot,
        button(t("carry.cancel"), close),
        DataBrowser.submitButton(DataBrowser.count("carry.confirm", count), "attach", count > 0),
      );
    }

    async function run() {
      const keys = chosen();
      if (!arrived || call || !keys.length) return;
      const version = arrived;
      const latest = /** @type {HTMLInputElement | null} */ (body.querySelector("#carry-latest"));
      const params = { ...version, accountId: plan ? plan.accountId : "", keys, latest: latest !== null && latest.checked };
      for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (body.querySelectorAll("input"))) box.disabled = true;
      const request = connection.request("carry.run", params, DataBrowser.say, { onPart: ended });
      call = request;
      replace(foot, DataBrowser.busyLine(t("carry.running")), button(t("stop"), () => request.cancel()));
      DataBrowser.focusFirst(foot, "button");
      try {
        const { results, left } = /** @type {any} */ (await request.promise);
        results.forEach(ended);
        finished(results.filter((/** @type {any} */ one) => one.problem).length + left);
      } catch (error) {
        const problem = DataBrowser.asProblem(error);
        body.prepend(DataBrowser.problemBlock(problem, null));
        replace(foot, button(t("carry.close"), close));
      }
      call = null;
      DataBrowser.focusFirst(foot, "button");
      hooks.onDone(version.itemId);
    }

    /** @param {{key: string, isNew: boolean, problem: Problem | null}} result */
    function ended(result) {
      const row = [...body.querySelectorAll("li")].find((one) => one.getAttribute("data-key") === result.key);
      const end = row && row.querySelector(".carried-end");
      if (!end) return;
      const { problem } = result;
      end.className = `carried-end fine ${problem ? "stale" : "good"}`;
      replace(end, icon(problem ? "warning" : "check"), problem ? `${problem.message} ${problem.next}` : t(result.isNew ? "carry.made" : "carry.there"));
    }

    /** @param {number} bad */
    function finished(bad) {
      replace(
        foot,
        bad ? note("warning", DataBrowser.count("carry.some", bad)) : note("done", t("carry.done")),
        button(t("carry.close"), close),
      );
      if (!bad) forget();
    }

    function closed() {
      if (call) call.cancel();
      call = null;
      replace(body);
      hooks.onClosed();
    }

    return { element, strip, offer, forget };
  }

  Object.assign(DataBrowser, { createCarryView });
})(window.DataBrowser);
