// @ts-check
/**
 * The quiet line at the foot of *Browse*: how far the catalogue of the hub is, and what is wrong with its file.
 *
 * Its numbers are for the eyes. Who listens hears what the user has asked for, what stands in the way, and its end.
 */
(function (DataBrowser) {
  "use strict";

  const { h, icon, iconButton, replace, t } = DataBrowser;
  const DRAW_MS = 400; // no more often, so that nothing flickers
  const OFF_MS = 1500; // a hub that was just opened is not filled yet
  const TICK_MS = 20000;
  const HEARD_MS = 4000;
  const HOUR = 3600;
  const BETWEEN = " · ";
  /** @type {Record<CatalogueState["doing"], string>} */
  const ICONS = {
    refreshing: "refresh",
    correcting: "refresh",
    sweeping: "graph",
    resting: "check",
    waiting: "warning",
    elsewhere: "info",
    paused: "pause",
    stopped: "warning",
    unopened: "info",
    off: "info",
  };

  /** Says how long it still takes; nothing where nobody knows. @param {number | null} seconds */
  function sayLeft(seconds) {
    if (seconds === null) return "";
    if (seconds < 45) return t("catalogue.left-moment");
    const minutes = Math.max(1, Math.round(seconds / 60));
    return minutes < 60
      ? DataBrowser.count("catalogue.left-minutes", minutes)
      : DataBrowser.count("catalogue.left-hours", Math.round(seconds / HOUR));
  }

  /** Tells whether something fills the catalogue. @param {CatalogueState["doing"]} doing */
  const isFilled = (doing) => doing !== "off" && doing !== "unopened";

  /** @param {CatalogueState} state */
  function sayRefreshing({ done, left, secondsLeft }) {
    if (left !== null) {
      const folders = t("catalogue.refreshing", { done, total: done + left });
      return [folders, sayLeft(secondsLeft)].filter(Boolean).join(BETWEEN);
    }
    return done ? DataBrowser.count("catalogue.so-far", done) : t("catalogue.begins");
  }

  /** @param {CatalogueState} state */
  function sayResting({ counts, refreshed }) {
    const left = counts.folders - counts.folders_listed;
    const words = left > 0 ? DataBrowser.count("catalogue.resting-but", left) : t("catalogue.resting");
    return [words, DataBrowser.formatAge(refreshed)].filter(Boolean).join(BETWEEN);
  }

  /** Returns what the line says of a state; nothing where there is nothing yet. @param {CatalogueState} state */
  function catalogueWords(state) {
    const { doing, left, problem, refreshed } = state;
    if (doing === "refreshing") return sayRefreshing(state);
    if (doing === "correcting" || doing === "sweeping")
      return !left ? t(`catalogue.${doing}`) : DataBrowser.count(`catalogue.${doing}-left`, left);
    if (doing === "resting") return sayResting(state);
    if (doing === "waiting") return `${problem ? problem.message : ""} ${t("catalogue.goes-on")}`.trim();
    if (doing === "paused") return [t("catalogue.paused"), DataBrowser.formatAge(refreshed)].filter(Boolean).join(BETWEEN);
    if (doing === "stopped") return problem ? `${problem.message} ${problem.next}`.trim() : "";
    return t(`catalogue.${doing}`);
  }

  /**
   * @param {Connection} connection
   * @param {{onSettings(): void, onSwept(): void}} hooks `onSwept` hears that more references are known
   * @returns {CatalogueLine}
   */
  function createCatalogueLine(connection, hooks) {
    const picture = icon("info");
    const words = h("span", { class: "catalogue-words" });
    const toggle = iconButton("pause", t("catalogue.pause"), () => ask(isGoing() ? "pause" : "resume"));
    const refresh = iconButton("refresh", t("catalogue.refresh"), () => {
      if (canRefresh()) ask("refresh");
    });
    const settings = DataBrowser.button(t("catalogue.settings"), () => hooks.onSettings(), { style: "link" });
    const heard = h("span", { class: "visually-hidden", role: "status" });
    const line = h(
      "div",
      { class: "catalogue-line", role: "group", "aria-label": t("catalogue.label") },
      ...[picture, words, settings, toggle, refresh],
    );
    const notices = h("div", { class: "catalogue-notices", role: "status" });
    const element = h("div", { class: "catalogue" }, notices, line, heard);
    /** What was told last, by hub. @type {Map<string, CatalogueState>} */
    const states = new Map();
    /** @type {Set<string>} */
    const asked = new Set();
    let hubId = "";
    let said = "";
    let drawnAt = 0;
    let drawTimer = 0;
    let heardTimer = 0;
    let turn = 0;
    /** Whether the user waits to hear what became of a button. */
    let isAwaited = false;
    setInterval(() => element.isConnected && draw(), TICK_MS);

    /** @returns {CatalogueState | null} */
    const current = () => states.get(hubId) || null;

    function isGoing() {
      const state = current();
      return !state || (state.doing !== "paused" && state.doing !== "stopped");
    }

    function canRefresh() {
      const state = current();
      return state !== null && !["refreshing", "paused", "stopped"].includes(state.doing);
    }

    /** @param {"pause" | "resume" | "refresh"} wish */
    async function ask(wish) {
      const current = turn;
      const before = states.get(hubId);
      isAwaited = true;
      try {
        const state = /** @type {CatalogueState} */ (await connection.request(`catalogue.${wish}`, { hubId }).promise);
        if (current !== turn) return;
        const { doing = "" } = states.get(state.hubId) || {};
        if (doing === (before ? before.doing : "")) take(state);
        else addNotices(state.notices); // it has been told already what became of the wish
      } catch (error) {
        isAwaited = false;
        DataBrowser.sayProblem(DataBrowser.asProblem(error));
      }
    }

    /** @param {string} id */
    async function read(id) {
      const current = turn;
      asked.add(id);
      try {
        const state = /** @type {CatalogueState} */ (await connection.request("catalogue.state", { hubId: id }).promise);
        if (current !== turn) return;
        addNotices(state.notices);
        if (states.has(id)) return; // what was told meanwhile is newer
        if (!isFilled(state.doing)) setTimeout(() => current === turn && !states.has(id) && take({ ...state, notices: [] }), OFF_MS);
        else take({ ...state, notices: [] });
      } catch (error) {
        asked.delete(id); // nobody asked for it; the next place that is shown asks again
      }
    }

    /** @param {CatalogueState} state */
    function take(state) {
      const before = states.get(state.hubId);
      states.set(state.hubId, state);
      addNotices(state.notices);
      if (before && state.counts.versions_swept !== before.counts.versions_swept) hooks.onSwept();
      if (!hubId) hubId = state.hubId;
      if (state.hubId !== hubId) return;
      if (isWorthHearing(before || null, state)) tell(catalogueWords(state));
      drawSoon();
    }

    /** @param {CatalogueState | null} before @param {CatalogueState} state */
    function isWorthHearing(before, state) {
      if (!before || before.doing === state.doing) return false;
      const isFirstEnd = before.refreshed === null && state.refreshed !== null;
      const isTrouble = (state.doing === "waiting" || state.doing === "stopped") && state.problem !== null;
      const isWorth = isAwaited || isFirstEnd || isTrouble;
      isAwaited = false;
      return isWorth;
    }

    /** @param {string} text */
    function tell(text) {
      replace(heard, text);
      clearTimeout(heardTimer);
      heardTimer = setTimeout(() => replace(heard), HEARD_MS); // so that nobody reads it twice
    }

    function drawSoon() {
      if (drawTimer) return;
      drawTimer = setTimeout(draw, Math.max(0, drawnAt + DRAW_MS - Date.now()));
    }

    function draw() {
      clearTimeout(drawTimer);
      drawTimer = 0;
      drawnAt = Date.now();
      const state = current();
      const text = state ? catalogueWords(state) : ""; // its place is kept, so that nothing above it moves
      line.classList.toggle("is-blank", !text);
      if (text !== said) {
        said = text;
        replace(words, text);
        words.title = DataBrowser.tame(text);
      }
      const doing = state ? state.doing : "stopped";
      DataBrowser.setIcon(picture, ICONS[doing] || "info");
      line.classList.toggle("is-problem", state !== null && state.problem !== null);
      drawButtons(doing);
    }

    /** @param {CatalogueState["doing"]} doing */
    function drawButtons(doing) {
      const isGone = !isFilled(doing) || doing === "elsewhere" || !said;
      settings.hidden = doing !== "off";
      for (const one of [toggle, refresh]) one.hidden = isGone && document.activeElement !== one;
      const label = t(isGoing() ? "catalogue.pause" : "catalogue.resume");
      if (toggle.title !== label) {
        toggle.title = label;
        toggle.setAttribute("aria-label", label);
        DataBrowser.setIcon(/** @type {Element} */ (toggle.firstElementChild), isGoing() ? "pause" : "play");
      }
      if (canRefresh()) refresh.removeAttribute("aria-disabled");
      else refresh.setAttribute("aria-disabled", "true");
    }

    /** @param {Problem[]} more */
    function addNotices(more) {
      for (const { message, next } of more) {
        const away = iconButton("close", t("status.put-away"), () => {
          const hadFocus = notice.contains(document.activeElement);
          notice.remove();
          if (hadFocus) DataBrowser.focusFirst(element, "button:not([hidden])");
        });
        const notice = h("div", { class: "catalogue-notice" }, icon("warning"), h("span", null, `${message} ${next}`), away);
        notices.append(notice);
      }
    }

    draw();
    return {
      element,
      heard: take,
      /** @param {string} next */
      show(next) {
        if (!next || next === hubId) {
          if (next && !asked.has(next)) read(next);
          return;
        }
        hubId = next;
        isAwaited = false;
        draw();
        if (!asked.has(next)) read(next);
      },
      forget() {
        turn += 1;
        states.clear();
        asked.clear();
        hubId = said = "";
        isAwaited = false;
        replace(words);
        words.title = "";
        replace(heard);
        replace(notices);
        draw();
      },
    };
  }

  Object.assign(DataBrowser, { catalogueWords, createCatalogueLine, isFilled });
})(window.DataBrowser);
