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
  const TICK_MS = 60000;

  /**
   * One list that is asked for.
   * @typedef {{
   *   key: string,
   *   kept: {rows: Row[], at: string} | null,
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
    /** Whose list has been told by the service. @type {Set<string>} */
    const answered = new Set();
    /** @type {Set<Asking>} */
    const pending = new Set();
    /** Whose list is an old one, with its age, as the service could not be reached. @type {Map<string, string>} */
    const stale = new Map();
    let isTrying = false;
    let ticker = 0;
    /** @type {Call<{rows: Row[]}> | null} */
    let hubCall = null;

    const rootParams = { kind: "root", hubId: "", projectId: "", id: "" };
    /** @param {ChosenHub} one */
    const hubParams = (one) => ({ kind: "hub", hubId: one.id, projectId: "", id: one.id });

    /** @param {Row | null} row @param {ListHooks} on @returns {Call<{rows: Row[]}>} */
    function load(row, on) {
      if (row) {
        return ask(row.key, { kind: row.kind, hubId: row.hubId, projectId: row.projectId, id: row.id }, on);
      }
      if (hub) {
        listHubs();
        return ask("", hubParams(hub), on);
      }
      return isDecided ? askHubs(on) : askFirst(on);
    }

    /** @param {ListHooks} on */
    function askHubs(on) {
      const call = ask("", rootParams, on);
      call.promise.then(({ rows }) => heardHubs(rows), () => {});
      return call;
    }

    /** Lists the hubs, and where there is but one its projects in their place. @param {ListHooks} on @returns {Call<{rows: Row[]}>} */
    function askFirst(on) {
      /** @type {Call<{rows: Row[]}> | null} */
      let second = null;
      const first = ask("", rootParams, {
        onWait: on.onWait,
        onRows: (rows, kept) => {
          if (rows.length === 1 && !isDecided) goIn(rows);
          else if (!second) on.onRows(rows, kept);
          heardHubs(rows);
        },
      });
      /** @param {Row[]} rows */
      const goIn = ([only]) => {
        hub = { id: only.id, name: only.name };
        isDecided = true;
        second = ask("", hubParams(hub), on);
        second.promise.catch(() => {}); // who waits for the first hears of it
        hooks.onHubs();
        return second;
      };
      const finish = async () => {
        const answer = await first.promise;
        heardHubs(answer.rows);
        if (second && answer.rows.length === 1) return second.promise;
        if (answer.rows.length === 1 && !isDecided) return goIn(answer.rows).promise;
        if (second) {
          second.cancel();
          hub = null; // there was but one when it was listed last
        }
        isDecided = true;
        hooks.onHubs();
        return answer;
      };
      const cancel = () => {
        first.cancel();
        if (second) second.cancel();
      };
      return { promise: finish(), cancel, stop: cancel };
    }

    /** Asks which hubs there are, for who has chosen one and may want another. */
    function listHubs() {
      if (hubCall) return;
      const kept = connection.request("tree.kept", rootParams);
      kept.promise.then(({ rows }) => rows && !hubs.length && heardHubs(rows), () => {});
      hubCall = connection.request("tree.list", rootParams);
      hubCall.promise.then(({ rows }) => heardHubs(rows), () => {
        hubCall = null;
      });
    }

    /** @param {Row[]} rows */
    function heardHubs(rows) {
      hubs = rows;
      const own = hub && rows.find((row) => hub && row.id === hub.id);
      if (hub && own) hub = { id: hub.id, name: own.name };
      hooks.onHubs();
    }

    /** @param {string} key @param {object} params @param {ListHooks} on @returns {Call<{rows: Row[]}>} */
    function ask(key, params, on) {
      const mark = JSON.stringify(params);
      /** @type {() => void} */
      let end = () => {};
      /** @type {Asking} */
      const asking = { key, kept: null, isOver: false, hasParts: false, end: () => end() };
      pending.add(asking);
      const kept = answered.has(mark) ? null : connection.request("tree.kept", params);
      const hasKept = kept
        ? kept.promise.then((answer) => {
            if (!answer.rows || asking.isOver || asking.hasParts) return;
            asking.kept = { rows: answer.rows, at: answer.at };
            on.onRows(answer.rows, { at: answer.at });
          })
        : Promise.resolve();
      const call = /** @type {Call<{rows: Row[]}>} */ (
        connection.request("tree.list", params, (text) => asking.kept || on.onWait(text), {
          onPart: (part) => {
            if (asking.isOver) return;
            asking.hasParts = true;
            on.onRows(part.rows, null);
          },
        })
      );
      const promise = new Promise((resolve, reject) => {
        end = () => {
          const known = asking.kept;
          if (!known || asking.isOver) return;
          over();
          call.cancel();
          stale.set(key, known.at);
          resolve({ rows: known.rows });
        };
        const over = () => {
          asking.isOver = true;
          pending.delete(asking);
        };
        call.promise.then(
          (answer) => {
            if (asking.isOver) return;
            over();
            answered.add(mark);
            stale.delete(key);
            resolve(answer);
            cameBack();
          },
          async (error) => {
            await hasKept.catch(() => {});
            if (asking.isOver) return;
            const { reference } = DataBrowser.asProblem(error);
            if (UNREACHED.includes(reference) && asking.kept && !asking.hasParts) wentAway();
            if (asking.isOver) return;
            over();
            reject(error);
            drawLine();
          },
        );
      });
      return { promise, cancel: call.cancel, stop: call.stop };
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
        h("span", null, t("offline.text", { age: DataBrowser.formatAge(oldest) })),
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
