// @ts-check
/**
 * Lists the places of the tree: what was listed before stands at once, and the service's answer takes its place.
 *
 * While the service cannot be reached, what was listed stays as it is, one line says so, and nothing is asked again by
 * itself. The first level is that of all hubs, or of one that was chosen; of a single hub it is that one's.
 */
(function (DataBrowser) {
  "use strict";

  const { button, h, icon, replace, t } = DataBrowser;
  const UNREACHED = ["http.unreachable", "http.timeout", "http.broken-answer"];
  // The service answers, but only that it cannot: another list may well be had.
  const TROUBLED = ["service.service-down", "service.quota", "service.quota-wait"];
  const TICK_MS = 60000;

  /**
   * One list that is asked for.
   * @typedef {{
   *   key: string,
   *   kept: Kept & {rows: Row[]} | null,
   *   isOver: boolean,
   *   hasParts: boolean,
   *   end(): void,
   * }} Asking
   */

  /**
   * @param {Connection} connection
   * @param {{onHubs(): void, onAgain(keys: Set<string>): void}} hooks
   *   `onAgain` hears which rows' lists are to be asked for again; "" is the first level
   * @returns {PlaceLoader}
   */
  function createPlaceLoader(connection, hooks) {
    const line = h("div", { class: "offline", role: "status" });
    /** @type {Row[]} */
    let hubs = [];
    /** The hub whose projects are the first level; null is all of them. @type {ChosenHub | null} */
    let hub = null;
    /** Whether the first level was decided on, by the user or by what there is. */
    let isDecided = false;
    /** What the user chose, if anything: what there was but one of is no choice. @type {ChosenHub | null | undefined} */
    let chosen = undefined;
    /** What was listed before, by the keys of the rows that it is below. @type {Map<string, Kept & {rows: Row[]}>} */
    let known = new Map();
    /** Of what nothing was listed before. @type {Set<string>} */
    const missing = new Set();
    /** Whose list the service has told. @type {Set<string>} */
    const answered = new Set();
    /** Comes true once what was listed at the beginning is known. */
    let atStart = Promise.resolve();
    /** @type {Set<Asking>} */
    const pending = new Set();
    /** Whose list is an old one, with its age, as the service could not be reached. @type {Map<string, string>} */
    const stale = new Map();
    /** Whether it answers that it cannot. */
    let isTroubled = false;
    let isTrying = false;
    let ticker = 0;
    /** @type {Call<{rows: Row[]}> | null} */
    let hubCall = null;

    const rootParams = { kind: "root", hubId: "", projectId: "", id: "" };
    /** @param {{id: string}} one */
    const keyOf = (one) => `hub::${one.id}`;
    /** @param {ChosenHub} one */
    const hubParams = (one) => ({ kind: "hub", hubId: one.id, projectId: "", id: one.id });

    /** @param {Row | null} row @param {ListHooks} on @returns {Call<Listed>} */
    function load(row, on) {
      if (row) {
        return ask(row.key, { kind: row.kind, hubId: row.hubId, projectId: row.projectId, id: row.id }, on);
      }
      if (hub) {
        listHubs();
        return ask(keyOf(hub), hubParams(hub), on);
      }
      return isDecided ? askHubs(on) : askFirst(on);
    }

    /** @param {ListHooks} on */
    function askHubs(on) {
      const call = ask("", rootParams, on);
      call.promise.then(({ rows }) => heardHubs(rows), () => {});
      return call;
    }

    /** Lists the hubs, and where there is but one its projects in their place. @param {ListHooks} on @returns {Call<Listed>} */
    function askFirst(on) {
      /** The projects of the only hub. @type {Call<Listed> | null} */
      let second = null;
      let onlyId = "";
      let isOver = false;
      const first = ask("", rootParams, {
        onWait: on.onWait,
        onRows: (rows, kept) => {
          if (isOver) return;
          if (rows.length === 1 && !isDecided) goIn(rows);
          else if (!second) on.onRows(rows, kept);
          heardHubs(rows);
        },
      });
      /** @param {Row[]} rows */
      const goIn = ([only]) => {
        hub = { id: only.id, name: only.name };
        onlyId = only.id;
        isDecided = true;
        second = ask(keyOf(hub), hubParams(hub), on);
        second.promise.catch(() => {}); // who waits for the first hears of it
        hooks.onHubs();
        return second;
      };
      const finish = async () => {
        const answer = await first.promise;
        if (isOver) return answer;
        heardHubs(answer.rows);
        const isOnly = answer.rows.length === 1;
        if (second && isOnly && answer.rows[0].id === onlyId) return second.promise;
        if (second) {
          second.cancel();
          hub = null; // there was but one, or another one, when it was listed last
        }
        if (isOnly && (second || !isDecided)) return goIn(answer.rows).promise;
        isDecided = true;
        hooks.onHubs();
        return answer;
      };
      const cancel = () => {
        isOver = true;
        first.cancel();
        if (second) second.cancel();
      };
      return { promise: finish(), cancel, stop: cancel };
    }

    /** Asks which hubs there are, for who has chosen one and may want another. */
    function listHubs() {
      if (hubCall) return;
      know([""]).then(() => {
        const kept = known.get("");
        if (kept && !hubs.length) heardHubs(kept.rows);
      });
      hubCall = connection.request("tree.list", rootParams);
      const current = hubCall;
      const isOver = () => {
        if (hubCall !== current) return true;
        hubCall = null; // who refreshes asks again
        return false;
      };
      current.promise.then(({ rows }) => isOver() || heardHubs(rows), isOver);
    }

    /** @param {Row[]} rows */
    function heardHubs(rows) {
      hubs = rows;
      const own = hub && rows.find((row) => hub && row.id === hub.id);
      if (hub && own) hub = { id: hub.id, name: own.name };
      hooks.onHubs();
    }

    /**
     * @param {string} key of the row whose list it is; "" is the list of hubs
     * @param {object} params @param {ListHooks} on @returns {Call<Listed>}
     */
    function ask(key, params, on) {
      /** @type {() => void} */
      let end = () => {};
      let cancel = () => {};
      /** @type {Asking} */
      const asking = { key, kept: null, isOver: false, hasParts: false, end: () => end() };
      pending.add(asking);
      /** @type {Call<{rows: Row[]}> | null} */
      let call = null;
      const showKept = () => {
        const listing = known.get(key);
        if (!listing || asking.isOver || asking.hasParts) return;
        asking.kept = listing;
        on.onRows(listing.rows, { at: listing.at, count: listing.count });
      };
      const knows = answered.has(key) ? Promise.resolve() : know([key]).then(showKept);
      const promise = new Promise((resolve, reject) => {
        end = () => {
          const { kept } = asking;
          if (!kept || asking.isOver) return;
          over();
          if (call) call.cancel();
          stale.set(key, kept.at);
          resolve({ rows: kept.rows, kept: { at: kept.at, count: kept.count } });
        };
        const over = () => {
          asking.isOver = true;
          pending.delete(asking);
        };
        cancel = () => {
          if (call) call.cancel();
          else if (!asking.isOver) {
            over();
            reject(new Error("nobody waits"));
          }
        };
        // What was there at the beginning stands before the service is asked for anything.
        atStart.then(() => {
          if (asking.isOver) return;
          call = connection.request("tree.list", params, (text) => asking.kept || on.onWait(text), {
            onPart: (part) => {
              if (asking.isOver) return;
              asking.hasParts = true;
              on.onRows(part.rows, null);
            },
          });
          call.promise.then(arrived, failed);
        });
        /** @param {{rows: Row[]}} answer */
        const arrived = (answer) => {
          if (asking.isOver) return;
          over();
          answered.add(key);
          stale.delete(key);
          resolve(answer);
          cameBack();
        };
        /** @param {unknown} error */
        const failed = async (error) => {
          await knows;
          if (asking.isOver) return;
          const { reference } = DataBrowser.asProblem(error);
          const isKept = asking.kept && !asking.hasParts;
          isTroubled = TROUBLED.includes(reference);
          if (UNREACHED.includes(reference) && isKept) wentAway();
          else if (isTroubled && isKept) asking.end();
          if (asking.isOver) return drawLine();
          over();
          reject(error);
          drawLine();
        };
      });
      return { promise, cancel: () => cancel(), stop: () => cancel() };
    }

    /** Finds out what was listed of places before, as far as that is not known yet. @param {string[]} keys */
    async function know(keys) {
      await atStart;
      const wanted = keys.filter((key) => !known.has(key) && !missing.has(key));
      if (!wanted.length) return;
      const current = known;
      try {
        const { listings } = await connection.request("tree.kept", { keys: wanted }).promise;
        if (current !== known) return; // they were another person's
        for (const key of wanted) {
          if (listings[key]) known.set(key, listings[key]);
          else if (wanted.length === 1) missing.add(key); // of many, a message may not carry all
        }
      } catch (error) {
        // Then it is as if nothing had been listed.
      }
    }

    /** Ends all that waits for the same silence, where there is something to show. */
    function wentAway() {
      for (const asking of [...pending]) asking.end();
      isTrying = false;
      drawLine();
    }

    /** Asks again for what could not be asked for. */
    function cameBack() {
      isTrying = false;
      if (stale.size) again();
      else drawLine();
    }

    function again() {
      const keys = new Set(stale.keys());
      stale.clear();
      isTrying = true;
      drawLine();
      hooks.onAgain(keys);
    }

    function drawLine() {
      clearInterval(ticker);
      const hadFocus = line.contains(document.activeElement);
      if (!stale.size) {
        replace(line);
        return;
      }
      const oldest = [...stale.values()].sort()[0];
      replace(
        line,
        icon("unplugged"),
        h("span", null, t(isTroubled ? "offline.trouble" : "offline.text", { age: DataBrowser.formatAge(oldest) })),
        button(t("retry"), again, { style: "link" }),
      );
      if (hadFocus) DataBrowser.focusFirst(line, "button");
      ticker = setInterval(drawLine, TICK_MS);
    }

    return {
      load,
      line,
      get hub() {
        return hub;
      },
      get isDecided() {
        return isDecided;
      },
      get chosen() {
        return chosen;
      },
      get hubs() {
        return hubs;
      },
      get isOffline() {
        return stale.size > 0 || isTrying;
      },
      heard(keys) {
        if (keys.filter((key) => stale.delete(key)).length) cameBack();
      },
      start(view) {
        clearInterval(ticker);
        if (hubCall) hubCall.cancel();
        hubCall = null;
        hubs = [];
        answered.clear();
        pending.clear();
        stale.clear();
        isTrying = false;
        chosen = view ? view.hub : undefined;
        hub = chosen || null;
        isDecided = chosen !== undefined;
        known = new Map();
        missing.clear();
        const { expanded, first } = view || {};
        const keys = ["", typeof first === "string" ? first : "", ...(Array.isArray(expanded) ? expanded : [])];
        const asked = know([...new Set(keys)]);
        atStart = asked;
        replace(line);
        hooks.onHubs();
      },
      choose(next) {
        hub = chosen = next;
        isDecided = true;
        hooks.onHubs();
      },
    };
  }

  Object.assign(DataBrowser, { createPlaceLoader });
})(window.DataBrowser);
