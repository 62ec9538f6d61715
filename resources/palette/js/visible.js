// @ts-check
/** What is done for rows only once they come into sight: their pictures, and where they lie. */
(function (DataBrowser) {
  "use strict";

  const PICTURE_SIZE = 100;
  const MOST_PICTURES = 300;
  const NONE_MS = 600000; // so long what has no picture is taken to have none
  const GATHER_MS = 60;
  const MOST_FOLDERS = 50;

  /**
   * Calls back with what comes into sight: once each, or, with `onHidden`, each time, and with what goes from it.
   * @param {(shown: Element) => void} onShown
   * @param {(hidden: Element) => void} [onHidden]
   */
  function watchVisible(onShown, onHidden) {
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) {
            if (onHidden) onHidden(target);
            continue;
          }
          if (!onHidden) observer.unobserve(target);
          onShown(target);
        }
      },
      { rootMargin: "80px" },
    );
    return observer;
  }

  /**
   * Finds pictures by their urn, each once; what has none, or fails, is null.
   * @param {Connection} connection
   * @param {number} [size] in pixels
   * @returns {Pictures}
   */
  function createPictures(connection, size) {
    /** @type {Map<string, {found: Promise<string | null>, call: Call<any> | null}>} */
    const known = new Map();

    /** @param {string} urn @returns {Promise<string | null>} */
    function find(urn) {
      const before = known.get(urn);
      if (before) return before.found;
      if (known.size >= MOST_PICTURES) forget(known.keys().next().value || "");
      const call = /** @type {Call<any>} */ (
        connection.request("thumbnail.get", { urn, size: size || PICTURE_SIZE })
      );
      const entry = { found: wait(urn, call), call: /** @type {Call<any> | null} */ (call) };
      known.set(urn, entry);
      return entry.found;
    }

    /** @param {string} urn @param {Call<any>} call @returns {Promise<string | null>} */
    async function wait(urn, call) {
      let answer = { dataUri: null, isLater: true };
      try {
        answer = await call.promise;
      } catch (error) {
        // Its icon stays; it is asked for again when it is in sight again.
      }
      const entry = known.get(urn);
      if (entry && entry.call === call) {
        entry.call = null;
        if (answer.isLater) known.delete(urn);
        else if (!answer.dataUri) setTimeout(() => known.get(urn) === entry && known.delete(urn), NONE_MS);
      }
      return answer.dataUri;
    }

    /** Gives up what has not come yet. @param {string} urn */
    function drop(urn) {
      const entry = known.get(urn);
      if (entry && entry.call) forget(urn);
    }

    /** @param {string} urn */
    function forget(urn) {
      const entry = known.get(urn);
      known.delete(urn);
      if (entry && entry.call) entry.call.cancel();
    }

    return { find, drop };
  }

  /**
   * Finds the names of folders, each once, many in one call.
   * @param {Connection} connection
   */
  function createPlaces(connection) {
    /** @type {Map<string, string>} */
    const names = new Map();
    /** What is to be asked for, by project. @type {Map<string, Set<string>>} */
    let wanted = new Map();
    /** @type {Promise<void> | null} */
    let gathering = null;

    /** @param {string} projectId @param {string} folderId @returns {Promise<string>} empty where it is out of sight */
    async function find(projectId, folderId) {
      if (!names.has(folderId)) {
        const ids = wanted.get(projectId) || new Set();
        wanted.set(projectId, ids.add(folderId));
        gathering = gathering || new Promise((done) => setTimeout(done, GATHER_MS)).then(ask);
        await gathering;
      }
      return known(folderId);
    }

    async function ask() {
      const asked = wanted;
      wanted = new Map();
      gathering = null;
      for (const [projectId, ids] of asked) {
        const all = [...ids];
        for (let start = 0; start < all.length; start += MOST_FOLDERS) {
          try {
            const params = { projectId, ids: all.slice(start, start + MOST_FOLDERS) };
            const found = /** @type {any} */ (await connection.request("design.folders", params).promise);
            Object.entries(found.names).forEach(([id, name]) => names.set(id, name));
          } catch (error) {
            // A place that cannot be told is left out; the next row that wants it asks again.
          }
        }
      }
    }

    /** Returns a name that was found, empty where none is known. @param {string} folderId */
    function known(folderId) {
      return names.get(folderId) || "";
    }

    return { find, known };
  }

  Object.assign(DataBrowser, { watchVisible, createPictures, createPlaces });
})(window.DataBrowser);
