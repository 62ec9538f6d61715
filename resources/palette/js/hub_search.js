// @ts-check
/**
 * Asks the host what fits the text of the search box: in the catalogues of the hubs, or below a folder by the
 * service's own search. One question at a time: whoever asks anew gives up the one before.
 */
(function (DataBrowser) {
  "use strict";

  /**
   * @param {Connection} connection
   * @param {{onAnswer(): void}} hooks hears of each answer, and of each part of one
   * @returns {HubSearch}
   */
  function createHubSearch(connection, { onAnswer }) {
    /** @type {Call<any>[]} */
    let calls = [];
    let turn = 0;
    let isAsking = false;
    /** @type {SearchAnswer | null} */
    let answer = null;
    /** @type {SearchBelow | null} */
    let below = null;

    function stop() {
      turn += 1;
      const wasAsking = isAsking;
      isAsking = false;
      calls.splice(0).forEach((call) => {
        call.promise.catch(() => {}); // that it was given up is no news
        call.cancel();
      });
      return wasAsking;
    }

    /** @template T @param {Call<T>} call */
    function note(call) {
      calls.push(call);
      return call.promise;
    }

    /** @param {string} text @param {number} cursor @param {string} hubId */
    async function complete(text, cursor, hubId) {
      try {
        return await note(/** @type {Call<Completion | null>} */ (connection.request("search.complete", { text, cursor, hubId })));
      } catch (error) {
        return null; // what is found is found without it
      }
    }

    /** @param {string} text @param {{cursor: number, hubId: string, isThorough: boolean}} how */
    async function ask(text, { cursor, hubId, isThorough }) {
      stop();
      below = null;
      const current = turn;
      isAsking = true;
      const empty = { results: [], isWhole: true, problems: [], problem: null };
      const asked = /** @type {Call<Pick<SearchAnswer, "results" | "isWhole" | "problems">>} */ (
        connection.request("search.find", { text, hubId, isThorough })
      );
      const completing = complete(text, cursor, hubId);
      /** @type {Partial<SearchAnswer>} */
      let found;
      try {
        found = await note(asked);
      } catch (error) {
        found = { problem: DataBrowser.asProblem(error) };
      }
      const completion = current === turn ? await completing : null;
      if (current !== turn) return;
      isAsking = false;
      answer = { ...empty, ...found, text, isThorough, completion };
      onAnswer();
    }

    /** @param {Row} folder @param {string} text */
    async function askBelow(folder, text) {
      stop();
      const current = turn;
      isAsking = true;
      const { hubId, projectId, id: folderId } = folder;
      below = { folder, text, results: [], count: 0, pagesRead: 0, pages: null, state: "running", waits: "", problem: null };
      /** @param {Partial<SearchBelow>} more */
      const tell = (more) => {
        if (current !== turn || !below) return;
        below = { ...below, ...more };
        onAnswer();
      };
      onAnswer();
      const call = connection.request("search.below", { hubId, projectId, folderId, text }, (waits) => tell({ waits }), {
        onPart: (part) => tell({ ...part, waits: "" }),
      });
      try {
        const found = /** @type {SearchBelow & {isCut: boolean}} */ (await note(call));
        if (current === turn) isAsking = false;
        tell({ ...found, waits: "", state: found.isCut ? "cut" : "whole" });
      } catch (error) {
        if (current === turn) isAsking = false;
        tell({ waits: "", state: "failed", problem: DataBrowser.asProblem(error) });
      }
    }

    return {
      get answer() {
        return answer;
      },
      get below() {
        return below;
      },
      get isAsking() {
        return isAsking;
      },
      ask,
      askBelow,
      /** What was found until then stays. */
      stop() {
        const wasAsking = stop();
        if (wasAsking && below) below = { ...below, waits: "", state: "stopped" };
        return wasAsking;
      },
      forget() {
        stop();
        answer = null;
        below = null;
      },
    };
  }

  Object.assign(DataBrowser, { createHubSearch });
})(window.DataBrowser);
