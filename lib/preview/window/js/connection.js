// @ts-check
/** The line to the host: events come in, acts go out. */
(function () {
  "use strict";

  /** @type {any} */
  const preview = (/** @type {any} */ (window)).FusionPreview;
  const id = crypto.randomUUID();
  let isReplaced = false;

  /**
   * Tells the host what the user, or a palette's page, has done.
   * @param {string} name
   * @param {Record<string, unknown>} [details]
   * @returns {Promise<any>} the answer; null when there is none
   */
  async function act(name, details) {
    if (isReplaced) return null;
    try {
      const response = await fetch("/act", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        keepalive: name === "unload",
        body: JSON.stringify({ ...details, window: id, act: name }),
      });
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.error);
      return answer;
    } catch (error) {
      console.warn(`preview: ${name}:`, error);
      return null;
    }
  }

  /**
   * Listens to the host for as long as the page lives.
   * @param {Record<string, (value: any) => void>} listeners by the event's name; `lost` when the line is cut
   */
  function listen(listeners) {
    const source = new EventSource(`/events?window=${id}`);
    for (const name of ["state", "meter", "message"]) {
      source.addEventListener(name, (event) => listeners[name](JSON.parse(event.data)));
    }
    source.addEventListener("replaced", () => {
      isReplaced = true;
      source.close();
      listeners.replaced(null);
    });
    source.addEventListener("open", () => listeners.open(null));
    source.addEventListener("error", () => listeners.lost(null));
  }

  preview.act = act;
  preview.listen = listen;
})();
