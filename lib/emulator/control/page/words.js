// @ts-check
/** The words of the page that are not in its markup; `{name}` is filled in. */
(function () {
  "use strict";

  /** @type {Record<string, string>} */
  const words = {
    summary: "{hubs} hubs, {projects} projects, {folders} folders, {items} items, {versions} versions, {refs} refs",
    now: "{time} UTC",
    "drift.none": "as on this machine",
    "drift.ahead": "{ahead} ahead",
    "drift.rate": "{rate} times as fast",
    day: "{count} d",
    hour: "{count} h",
    minute: "{count} min",
    second: "{count} s",
    rate: "{rate}\u00d7",
    "status.none": "none",
    "access.write": "",
    "access.read": "read only",
    "access.none": "closed",
    empty: "Nothing in it",
    enabled: "The account is enabled",
    "every-call": "Every call",
    hits: "{hit} of {matched} calls hit",
    remove: "Remove",
    "remove-one": "Remove fault {number}",
    usage: "{used} of {limit} \u00b7 {client}",
    nobody: "no client id",
    "quotas-idle": "Nothing has been asked in the last minute.",
    "reset-sure":
      "Begin anew? What was added to the hub, all sign-ins, faults and switches are undone; the ready token stays good.",
    "reset-done": "The service has begun anew.",
    done: "Done.",
    lost: "The service does not answer. This page keeps trying.",
    "bad-json": "That is no JSON: {reason}",
  };

  /**
   * @param {string} key
   * @param {Record<string, string | number>} [values]
   * @returns {string}
   */
  function say(key, values) {
    return words[key].replace(/\{(\w+)\}/g, (_, name) => String((values || {})[name]));
  }

  /**
   * @param {number} seconds
   * @returns {string} its two largest units
   */
  function sayDuration(seconds) {
    const units = /** @type {[string, number][]} */ ([["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]]);
    const parts = [];
    let left = Math.round(seconds);
    for (const [unit, size] of units) {
      const count = Math.floor(left / size);
      left -= count * size;
      if (count && parts.length < 2) parts.push(say(unit, { count }));
    }
    return parts.join(" ");
  }

  /** @type {any} */ (window).ServiceControl = { say, sayDuration };
})();
