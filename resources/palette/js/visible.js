// @ts-check
/** What is done for rows only once they come into sight: their pictures, and where they lie. */
(function (DataBrowser) {
  "use strict";

  const PICTURE_SIZE = 100;
  const MOST_PICTURES = 300;
  const GATHER_MS = 60;
  const MOST_FOLDERS = 50;

  /**
   * Calls back with what comes into sight, once each.
   * @param {(shown: Element) => void} onShown
   */
  function watchVisible(onShown) {
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          observer.unobserve(target);
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
   */
  function createPictures(connection) {
    /** @type {Map<string, Promise<string | null>>} */
    const known = new Map();

    /** @param {string} urn */
    async function ask(urn) {
      try {
        const params = { urn, size: PICTURE_SIZE };
        const { dataUri } = /** @type {any} */ (await connection.request("thumbnail.get", params).promise);
        return dataUri;
      } catch (error) {
        known.delete(urn); // it may come later; until then the icon stays
        return null;
      }
    }

    /** @param {string} urn @returns {Promise<string | null>} */
    function find(urn) {
      const before = known.get(urn);
      if (before) return before;
      if (known.size >= MOST_PICTURES) known.delete(known.keys().next().value || "");
      const asked = ask(urn);
      known.set(urn, asked);
      return asked;
    }

    return { find };
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
