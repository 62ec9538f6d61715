// @ts-check
/** Finds the way to a place and opens it in the tree; whoever looks for another one meanwhile gives up the first. */
(function (DataBrowser) {
  "use strict";

  const MOST_PROJECTS = 20;

  /** @param {ChosenHub} hub @returns {Step} */
  function hubStep(hub) {
    return { key: `hub::${hub.id}`, kind: "hub", id: hub.id, name: hub.name, icon: "hub", hubId: hub.id, projectId: "" };
  }

  /**
   * @param {Connection} connection
   * @param {{model: TreeModel, loader: PlaceLoader, setHub(hub: ChosenHub | null): void}} parts
   * @returns {WayFinder}
   */
  function createWayFinder(connection, { model, loader, setHub }) {
    /** @type {Call<any> | null} */
    let call = null;
    let turn = 0;

    /** @template T @param {string} method @param {object} params @returns {Promise<T>} */
    function ask(method, params) {
      const asked = /** @type {Call<T>} */ (connection.request(method, params, DataBrowser.say));
      call = asked;
      return asked.promise;
    }

    /** Returns the way to a node from its hub on, whatever the first level is. @param {TreeNode} node @returns {Row[]} */
    function wayTo(node) {
      const way = model.way(node);
      const { hub } = loader;
      return hub && (!way.length || way[0].kind !== "hub") ? [/** @type {any} */ (hubStep(hub)), ...way] : way;
    }

    /** Returns the way to an item; only where the tree has not listed it, the host is asked. @param {{id: string, projectId: string}} item */
    async function wayToItem({ id, projectId }) {
      const node = model.find((one) => one.kind === "item" && one.id === id && one.projectId === projectId);
      if (node) return wayTo(node);
      const project = model.find((one) => one.kind === "project" && one.id === projectId);
      const hubId = project && project.row ? project.row.hubId : "";
      return (await ask("tree.path", { hubId, projectId, itemId: id })).rows;
    }

    /** Returns the way that a pasted address leads. @param {string} text @param {string} ownProject of the active design */
    async function wayToAddress(text, ownProject) {
      const read = await ask("tree.readAddress", { text });
      const listed = read.id && model.find((row) => row.id === read.id);
      if (listed) return wayTo(listed);
      /** @type {Set<string>} */
      const projects = new Set(ownProject ? [ownProject] : []);
      // Those that were opened are likelier than those that were only listed.
      for (const node of projectsListed()) if (node.children && node.row) projects.add(node.row.id);
      for (const node of projectsListed()) if (node.row) projects.add(node.row.id);
      const found = await ask("tree.findAddress", { text, projectIds: [...projects].slice(0, MOST_PROJECTS) });
      if (!found.versionId) return found.rows;
      const item = found.rows[found.rows.length - 1];
      const version = { key: `version:${item.projectId}:${found.versionId}`, kind: "version", id: found.versionId };
      return [...found.rows, { ...item, ...version }];
    }

    /** @returns {TreeNode[]} */
    function projectsListed() {
      const first = model.root.children || [];
      const nodes = loader.hub ? first : first.reduce((all, hub) => all.concat(hub.children || []), /** @type {TreeNode[]} */ ([]));
      return nodes.filter((node) => node.row && node.row.kind === "project");
    }

    /** Opens a way, in the hub that it is in. @param {(Row | Step)[]} way */
    async function open(way) {
      if (!loader.isDecided) await model.firstShown();
      const [first] = way;
      let rows = way;
      if (loader.hub && first && first.kind === "hub") {
        if (first.id !== loader.hub.id) setHub({ id: first.id, name: first.name });
        rows = way.slice(1);
        if (!rows.length) return (model.root.children || [])[0] || null;
      }
      return model.reveal(/** @type {Row[]} */ (rows));
    }

    function stop() {
      turn += 1;
      if (!call) return false;
      call.cancel();
      call = null;
      return true;
    }

    return {
      wayTo,
      wayToItem,
      wayToAddress,
      async find(getWay) {
        stop();
        const current = turn;
        /** Whether nobody has looked for something else since. */
        const isCurrent = () => current === turn;
        try {
          const way = await getWay();
          const node = isCurrent() ? await open(way) : null;
          if (!isCurrent()) return null;
          call = null;
          return { node, problem: null };
        } catch (error) {
          if (!isCurrent()) return null;
          call = null;
          return { node: null, problem: DataBrowser.asProblem(error) };
        }
      },
      stop,
    };
  }

  Object.assign(DataBrowser, { createWayFinder });
})(window.DataBrowser);
