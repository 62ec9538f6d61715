// @ts-check
/** The line to the host: events come in, acts go out. */
(function (preview) {
  "use strict";

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
   * @param {Listeners} listeners by the event's name; `lost` when the line is cut
   */
  function listen(listeners) {
    const source = new EventSource(`/events?window=${id}`);
    source.addEventListener("state", (event) => listeners.state(JSON.parse(event.data)));
    source.addEventListener("meter", (event) => listeners.meter(JSON.parse(event.data)));
    source.addEventListener("text", (event) => listeners.text(JSON.parse(event.data)));
    source.addEventListener("message", (event) => listeners.message(JSON.parse(event.data)));
    source.addEventListener("replaced", () => {
      isReplaced = true;
      source.close();
      listeners.replaced();
    });
    source.addEventListener("open", () => listeners.open());
    source.addEventListener("error", () => listeners.lost());
  }

  Object.assign(preview, { act, listen });
})(window.FusionPreview);
