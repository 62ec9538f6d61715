// @ts-check
/**
 * The page's end of the line to its host: JSON-RPC 2.0 in messages called "rpc".
 *
 * `window.adsk` comes after the page, sometimes a second later, and a palette left over from an earlier run has
 * nobody behind it: then sending gives an empty answer.
 */
(function (DataBrowser) {
  "use strict";

  const POLL_MS = 50;
  const PATIENCE_MS = 8000;
  const KNOCK_AGAIN_MS = 1000;
  const LOST_ANSWER_MS = 4000;

  /**
   * Who waits for the answer of a call.
   * @typedef {{
   *   resolve: Function,
   *   reject: Function,
   *   onWait?: (text: string) => void,
   *   onProgress?: (done: number, total: number) => void,
   *   onPart?: (part: any) => void,
   * }} Waiting
   */

  /** What went wrong, with what the user can do. */
  class HostError extends Error {
    /** @param {Problem} problem */
    constructor(problem) {
      super(problem.message);
      this.problem = problem;
    }
  }

  /** @param {string} reference @param {string} key */
  function ownError(reference, key) {
    const problem = {
      reference,
      message: DataBrowser.t(`${key}.message`),
      next: DataBrowser.t(`${key}.next`),
      code: 0,
    };
    return new HostError(problem);
  }

  /** @param {unknown} error @returns {Problem} */
  function asProblem(error) {
    if (error instanceof HostError) return error.problem;
    return { ...ownError("page.fault", "fault").problem, message: DataBrowser.t("fault.message") };
  }

  /** @param {{onMissing(): void, onProblem(problem: Problem): void}} hooks @returns {Connection} */
  function createConnection(hooks) {
    /** @type {Map<string, Waiting>} */
    const waiting = new Map();
    /** Tells this page's calls from those of one before, whose answers may come late. */
    const pageId = Math.random().toString(36).slice(2);
    /** @type {Record<string, (params: any) => void> | null} */
    let listeners = null;
    /** What the host said before somebody listened: why it opened the palette, for one. @type {any[]} */
    const early = [];
    let lastId = 0;

    /** @param {object} message @returns {Promise<boolean>} whether somebody took it */
    async function send(message) {
      if (!window.adsk) return false;
      try {
        return (await window.adsk.fusionSendData("rpc", JSON.stringify(message))) !== "";
      } catch (error) {
        return false;
      }
    }

    /**
     * @template T
     * @param {string} method @param {object} params @param {(text: string) => void} [onWait]
     * @param {{onProgress?: (done: number, total: number) => void, onPart?: (part: any) => void}} [more]
     * @returns {Call<T>}
     */
    function request(method, params, onWait, more) {
      const id = `${pageId}-${++lastId}`;
      const promise = new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject, onWait, ...more });
        send({ jsonrpc: "2.0", id, method, params }).then((isTaken) => {
          if (!isTaken) settle(id, (call) => call.reject(ownError("page.host-gone", "host-gone")));
        });
      });
      const cancel = () => {
        settle(id, (call) => {
          send({ jsonrpc: "2.0", method: "job.cancel", params: { id } });
          call.reject(ownError("job.cancelled", "cancelled"));
        });
      };
      const stop = () => {
        if (waiting.has(id)) send({ jsonrpc: "2.0", method: "job.stop", params: { id } });
      };
      return { promise, cancel, stop };
    }

    /** @param {string} id @param {(call: {resolve: Function, reject: Function}) => void} end */
    function settle(id, end) {
      const call = waiting.get(id);
      waiting.delete(id);
      if (call) end(call);
    }

    /** @param {any} message */
    function receive(message) {
      if (message.method) return notified(message.method, message.params || {});
      settle(message.id, (call) => {
        if (!message.error) return call.resolve(message.result);
        const data = message.error.data || {};
        const problem = {
          reference: data.reference || "",
          message: data.message || message.error.message || DataBrowser.t("fault.message"),
          next: data.next || "",
          code: message.error.code,
          context: data.context || {},
        };
        return call.reject(new HostError(problem));
      });
    }

    /** @param {string} method @param {any} params */
    function notified(method, params) {
      const call = waiting.get(params.id);
      if (method === "job.waiting" && call && call.onWait) {
        // No answer at all has no status; what answers with an error may be back in a moment.
        const text = params.status ? "waiting" : "waiting-unreachable";
        call.onWait(DataBrowser.t(text, { seconds: params.seconds }));
      } else if (method === "job.progress" && call && call.onProgress) {
        call.onProgress(params.done, params.total);
      } else if (method === "job.part" && call && call.onPart) {
        call.onPart(params.part);
      }
      if (!listeners) early.push({ method, params });
      else if (listeners[method]) listeners[method](params);
    }

    /** @param {Record<string, (params: any) => void>} next */
    function listen(next) {
      listeners = next;
      early.splice(0).forEach(({ method, params }) => notified(method, params));
    }

    window.fusionJavaScriptHandler = {
      handle(action, data) {
        if (action === "rpc") {
          try {
            receive(JSON.parse(data));
          } catch (error) {
            console.error("A message of the host was lost", error);
          }
        }
        return "ok"; // an empty answer would count as a failure
      },
    };

    /** @returns {Promise<Opening>} */
    function open() {
      return new Promise((resolve) => {
        const start = performance.now();
        let isMissing = false;
        let nextKnock = start;
        const timer = setInterval(() => {
          const now = performance.now();
          if (window.adsk && now >= nextKnock) {
            nextKnock = now + LOST_ANSWER_MS;
            /** @type {Call<Opening>} */ (request("app.ready", {})).promise.then(
              (opening) => {
                clearInterval(timer);
                resolve(opening);
              },
              (error) => {
                nextKnock = performance.now() + KNOCK_AGAIN_MS; // nobody there yet, or it cannot begin
                const problem = asProblem(error);
                if (problem.reference === "page.host-gone") return;
                isMissing = true;
                hooks.onProblem(problem);
              },
            );
          }
          if (!isMissing && now - start > PATIENCE_MS) {
            isMissing = true;
            hooks.onMissing();
          }
        }, POLL_MS);
      });
    }

    return { open, request, listen };
  }

  Object.assign(DataBrowser, { createConnection, asProblem });
})(window.DataBrowser);
