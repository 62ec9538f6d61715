// @ts-check
/** *Browse*: the tree beside the details of what is selected in it, and the way to that below the tree. */
(function (DataBrowser) {
  "use strict";

  const { h, iconButton, t } = DataBrowser;
  const SETTLE_MS = 150; // the arrow keys pass many rows; each would cost requests
  const VISIT_MS = 1000; // who looks at something for so long has been there

  /**
   * @param {Connection} connection
   * @param {BrowseHooks} hooks
   * @returns {BrowseView}
   */
  function createBrowseView(connection, hooks) {
    const { favourites } = hooks;
    const loader = DataBrowser.createPlaceLoader(connection, { onHubs: hooks.onHubs, onAgain: loadAgain });
    const model = DataBrowser.createTreeModel({ load: loader.load, onChange: changed });
    const tree = DataBrowser.createTree(
      model,
      {
        onSelect: select,
        onOpen: open,
        onLayout: hooks.onChange,
        onDrawn: drawn,
        onMenu: showMenu,
        onFiles: hooks.onFiles,
        firstKind: () => (loader.hub ? "hub" : "root"),
        pictures: DataBrowser.createPictures(connection),
        findMarks: async (itemIds) =>
          /** @type {any} */ (await connection.request("tree.marks", { itemIds }).promise).marks,
      },
      [
        DataBrowser.exportButton(connection, () => DataBrowser.treeTable(t("export.tree"), model.visible)),
        iconButton("stale", t("stale.open"), () => hooks.onStale(shownHub())),
        iconButton("refresh", t("tree.refresh"), refresh),
      ],
    );
    const catalogue = DataBrowser.createCatalogueLine(connection, {
      onSettings: hooks.onSettings,
      onSwept: tree.askMarks,
    });
    const news = DataBrowser.createTreeNews(connection, {
      model,
      element: tree.element,
      firstKey: () => (loader.hub ? `hub::${loader.hub.id}` : ""),
      onTaken: loader.heard,
    });
    const details = DataBrowser.createDetailsPane(connection, {
      onAttach: (target, type) => hooks.onAttach(target, { type, ownType: ownType() }),
      onFiles: (folder) => hooks.onFiles(folder),
      onReferences: hooks.onReferences,
      onClose: close,
    });
    const selection = DataBrowser.createSelectionPane({
      onAttach: attachMany,
      onClear: () => {
        tree.activate(tree.active, "code");
        tree.focus();
      },
    });
    const finder = DataBrowser.createWayFinder(connection, { model, loader, setHub });
    const index = DataBrowser.createSearchIndex(() => model.root);
    const star = iconButton("star", t("favourites.add"), toggleFavourite);
    const crumbs = DataBrowser.createCrumbs({ onGo: (step) => goTo(wayUpTo(step), step.name) }, star);
    const menu = DataBrowser.createRowMenu({
      model,
      tree,
      actions: details.actions.choicesFor,
      withItem,
      favourites,
      wayTo: finder.wayTo,
      copy,
      attachMany: () => attachMany(tree.chosen.map(withItem)),
      onStale: hooks.onStale,
    });
    /** @type {ActiveDocument | null} */
    let activeDocument = null;
    let timer = 0;
    let visitTimer = 0;
    /** The row that is shown as soon as the keys rest. @type {Row | null} */
    let passing = null;
    let shownKey = "";
    /** The key to select as soon as its node comes, and whether its details were shown. */
    let wantedKey = "";
    let hasDetails = true;
    /** Where to scroll to once the tree is as high again. */
    let wantedScroll = 0;
    let scrolled = 0;

    const area = h("div", { class: "browse" });
    const splitter = DataBrowser.createSplitter(area, { onChange: hooks.onChange });
    area.append(
      h("div", { class: "browse-tree" }, loader.line, tree.head, tree.element, crumbs.element, catalogue.element),
      splitter.element,
      details.element,
    );
    for (const input of ["wheel", "pointerdown", "keydown"])
      tree.element.addEventListener(input, stopRestoring, { passive: true });
    tree.element.addEventListener("scroll", noteScroll, { passive: true });
    new ResizeObserver(restoreScroll).observe(tree.element);

    function noteScroll() {
      if (!tree.element.clientHeight) return; // hidden, which has no place
      scrolled = tree.element.scrollTop;
      if (!wantedScroll) hooks.onChange();
    }

    function stopRestoring() {
      wantedScroll = 0;
    }

    function restoreScroll() {
      if (!wantedScroll) return; // the rest would have the page laid out
      const { scrollHeight, clientHeight } = tree.element;
      if (!clientHeight || scrollHeight - clientHeight < wantedScroll) return;
      tree.element.scrollTop = scrolled = wantedScroll;
      if (!wantedKey) wantedScroll = 0;
    }

    function changed() {
      index.changed();
      const wanted = wantedKey ? model.find((row) => row.key === wantedKey) : null;
      tree.refresh();
      if (wanted && model.isVisible(wanted)) {
        tree.activate(wanted, "code");
        restoreScroll(); // which it has left
      }
      hooks.onChange();
    }

    function drawn() {
      restoreScroll();
      drawSelection();
      drawCrumbs();
      hooks.onListed();
    }

    /** @param {Set<string>} keys */
    function loadAgain(keys) {
      if (keys.has("") || (loader.hub && keys.has(`hub::${loader.hub.id}`))) model.reload(model.root);
      for (const key of keys) {
        const node = key && model.find((row) => row.key === key);
        if (node) model.reload(node);
      }
    }

    /** Changes over to another hub, with as much open as was. @param {ChosenHub | null} hub */
    function setHub(hub) {
      const { active } = tree;
      wantedKey = active && active.row ? active.row.key : wantedKey;
      hasDetails = true;
      loader.choose(hub);
      const { keys, lists } = model.expandedKeys();
      model.reset(keys, lists);
      tree.activate(null); // draws at once: what was listed before is another hub's
      hooks.onChange();
    }

    /** @param {{key: string}} step @returns {Row[]} */
    function wayUpTo(step) {
      const way = activeWay();
      return way.slice(0, way.findIndex((row) => row.key === step.key) + 1);
    }

    /** @returns {Row[]} */
    function activeWay() {
      const { active } = tree;
      const node = active && !active.row ? active.parent : active;
      return node && node.row ? finder.wayTo(node) : [];
    }

    function toggleFavourite() {
      const way = DataBrowser.stepsOf(activeWay());
      if (way.length) favourites.toggle(way);
      else DataBrowser.say(t("favourites.choose-first"));
    }

    /** Tells beside the path whether its end is a favourite. */
    function drawStar() {
      const last = DataBrowser.stepsOf(activeWay()).pop();
      const isOn = Boolean(last && favourites.has(last.key));
      star.hidden = !last;
      star.setAttribute("aria-pressed", String(isOn));
      star.title = t(isOn ? "favourites.take-off" : "favourites.add");
      DataBrowser.setIcon(/** @type {Element} */ (star.firstElementChild), isOn ? "star-on" : "star");
    }

    /** Returns the hub that one is in; without an id, all of them. @returns {StalePlace} */
    function shownHub() {
      const [first] = activeWay();
      const known = loader.hub || (first && loader.hubs.find(({ id }) => id === first.hubId)) || { id: "", name: t("hub.all") };
      return { hubId: known.id, projectId: "", name: known.name };
    }

    function drawCrumbs() {
      drawStar();
      catalogue.show(shownHub().hubId);
      crumbs.show(activeWay().map(({ key, kind, id, name, icon, hubId, projectId, version }) => ({
        ...{ key, kind, id, icon, hubId, projectId },
        name: kind === "version" ? t("version-short", { number: Number(version) }) : name,
      })));
    }

    /** Shows what is selected where that is more than one thing; tells whether it is. */
    function drawSelection() {
      const { chosen } = tree;
      const isMany = chosen.length > 1;
      if (isMany) selection.show(chosen.map(withItem));
      const [shown, other] = isMany ? [selection, details] : [details, selection];
      if (other.element.parentNode) other.element.replaceWith(shown.element);
      area.classList.toggle("has-details", isMany || shownKey !== "");
      return isMany;
    }

    /** @param {TreeNode} node @param {string} reason */
    function select(node, reason) {
      wantedKey = "";
      drawCrumbs();
      if (finder.stop()) DataBrowser.say("");
      clearTimeout(timer);
      if (drawSelection()) {
        passing = null; // the details of each would cost requests
        return;
      }
      const owner = node.row ? node : node.parent; // a notice stands for whose list it is
      const row = owner && owner.row && withItem(owner);
      passing = row && row.key !== shownKey ? row : null;
      if (!hasDetails) {
        hasDetails = true; // it is only where it was before
        passing = null;
      } else if (reason === "key") timer = setTimeout(show, SETTLE_MS);
      else show();
      hooks.onChange();
    }

    function show() {
      if (!passing) return;
      shownKey = passing.key;
      details.show(passing);
      area.classList.add("has-details");
      clearTimeout(visitTimer);
      if (passing.kind === "item" || passing.kind === "version") visitTimer = setTimeout(visit, VISIT_MS);
      passing = null;
      hooks.onChange();
    }

    /** Notes that somebody has been at what is shown. */
    function visit() {
      clearTimeout(visitTimer);
      const { active } = tree;
      if (active && active.row && active.row.key === shownKey)
        favourites.visit(DataBrowser.stepsOf(finder.wayTo(active)));
    }

    /** Goes on to the details of what was chosen, even if the keys have not rested since. */
    function open() {
      if (selection.element.parentNode) return selection.focus();
      show();
      visit();
      details.focus();
    }

    /** A version is shown under its item's name, whatever its own was. @param {TreeNode} node @returns {Row} */
    function withItem(node) {
      const row = /** @type {Row} */ (node.row);
      const item = row.kind === "version" && node.parent ? node.parent.row : null;
      return item ? { ...row, name: item.name, itemId: item.id, icon: item.icon } : row;
    }

    /** @param {Row[]} rows */
    function attachMany(rows) {
      hooks.onAttachMany({ targets: rows.map(targetOf), ownType: ownType() });
    }

    /** @param {Row} row */
    function targetOf(row) {
      const isVersion = row.kind === "version";
      return {
        projectId: row.projectId,
        itemId: isVersion ? row.itemId || "" : row.id,
        versionId: isVersion ? row.id : null,
        name: row.name,
        version: row.version || 0,
        type: row.type,
      };
    }

    /** Returns the extension type of the active document, if the tree has listed it. */
    function ownType() {
      const own = activeDocument;
      const node = own && own.itemId && model.find((row) => row.kind === "item" && row.id === own.itemId);
      return node && node.row ? node.row.type : "";
    }

    function refresh() {
      let node = tree.active || model.root;
      while (node.parent && !(node.row && node.row.hasChildren && node.isExpanded)) node = node.parent;
      model.reload(node);
    }

    /** @param {string} text @param {string} label */
    function copy(text, label) {
      const back = /** @type {HTMLElement} */ (document.activeElement);
      const isCopied = DataBrowser.copyText(text, label, back);
      DataBrowser.say(t(isCopied ? "copied" : "copy-by-hand", { what: label }));
    }

    /** @param {TreeNode} node @param {{x: number, y: number} | null} at */
    function showMenu(node, at) {
      const id = tree.element.getAttribute("aria-activedescendant");
      const row = id && document.getElementById(id);
      const { left, bottom } = (row || tree.element).getBoundingClientRect();
      const name = node.row ? node.row.name || t("unnamed") : "";
      DataBrowser.openMenu(at || { x: left + 24, y: bottom }, t("menu.label", { name }), menu.forNode(node), tree.element);
    }

    function close() {
      passing = null;
      shownKey = "";
      details.show(null);
      drawSelection();
      tree.focus();
      hooks.onChange();
    }

    /**
     * Selects a place in the tree, expanding the way to it; tells whether it was found, or null if nobody wants it
     * any more.
     * @param {() => Promise<(Row | Step)[]> | (Row | Step)[]} getWay @param {string} name
     */
    async function find(getWay, name) {
      wantedKey = "";
      stopRestoring();
      tree.focus();
      DataBrowser.say(t("tree.finding", { name: name || t("unnamed") }));
      const found = await finder.find(getWay);
      if (!found) return null;
      if (found.node) {
        hasDetails = true;
        tree.activate(found.node, "code");
        DataBrowser.say("");
      }
      return found;
    }

    /** @param {(Row | Step)[]} way @param {string} name */
    async function goTo(way, name) {
      const found = await find(() => way, name);
      if (!found || found.node) return found;
      // It may have been moved since: an item can still be found by its id.
      const last = way[way.length - 1];
      if (last.kind !== "item" || found.problem) return found;
      return find(() => finder.wayToItem(last), name);
    }

    /** @param {Row} row what can be shown of something out of reach @param {Problem | null} problem */
    function showAlone(row, problem) {
      if (selection.element.parentNode) tree.activate(tree.active);
      passing = null;
      shownKey = row.key;
      details.show(row);
      area.classList.add("has-details");
      details.focus();
      DataBrowser.say(`${t("tree.no-path", { name: row.name })} ${problem ? problem.message : ""}`);
    }

    return {
      element: area,
      index,
      wayTo: finder.wayTo,
      catalogue,
      heard(state) {
        catalogue.heard(state);
        news.heard(state.hubId);
      },
      hubs: () => ({ hubs: loader.hubs, hub: loader.hub }),
      setHub,
      async open(view) {
        const known = /** @type {Partial<View>} */ (view || {});
        finder.stop();
        passing = null;
        shownKey = "";
        clearTimeout(visitTimer);
        wantedKey = known.selected || "";
        hasDetails = known.hasDetails !== false;
        wantedScroll = Number(known.scroll) || 0;
        scrolled = 0;
        loader.start(view);
        splitter.setShares(known.shares || null);
        catalogue.forget();
        news.forget();
        tree.forget();
        tree.setLayout(known.layout || null);
        details.forget();
        const { expanded, lists } = known;
        const opened = model.reset(Array.isArray(expanded) ? expanded : [], Array.isArray(lists) ? lists : []);
        tree.activate(null); // draws at once: what was listed before may be another person's
        drawSelection();
        drawCrumbs();
        await opened;
      },
      setDocument(next) {
        activeDocument = next;
        tree.setOpen(next.itemId, next.projectId);
        details.setDocument(next);
        selection.setDocument(next);
      },
      focus: tree.focus,
      attach() {
        if (selection.element.parentNode) return selection.attach();
        show();
        return details.attach();
      },
      async reveal(row) {
        const found = await find(() => finder.wayToItem(row), row.name);
        // Its place is unknown or out of reach, but what it is can still be shown.
        if (found && !found.node) showAlone(row, found.problem);
      },
      async locate(document) {
        const { projectId, itemId: id, name } = document;
        const found = await find(() => finder.wayToItem({ id, projectId }), name);
        if (found && !found.node) sayNotFound(name, found.problem);
      },
      rowOf: withItem,
      /** The folder that is selected, or that what is selected lies in. */
      folder: () => activeWay().reverse().find(({ kind }) => kind === "folder") || null,
      choicesFor: menu.forFound,
      attachFound(row) {
        const choice = details.actions.choicesFor(row).find(({ id }) => id === "attach");
        if (!choice) return t("attach.choose-first");
        if (!choice.reason) choice.act();
        return choice.reason || "";
      },
      async showWay(way, name) {
        const found = await goTo(way, name);
        if (found && !found.node) sayNotFound(name, found.problem);
      },
      async showMark(mark) {
        const last = mark.way[mark.way.length - 1];
        const found = await goTo(mark.way, last.name);
        if (!found) return;
        const isGone = !found.node && !loader.isOffline && (!found.problem || isGoneFor(found.problem));
        favourites.found(last.key, !isGone);
        if (!found.node) sayNotFound(last.name, found.problem);
      },
      async goToAddress(text) {
        const own = activeDocument ? activeDocument.projectId : "";
        const found = await find(() => finder.wayToAddress(text, own), text.slice(0, 60));
        if (found && !found.node) sayNotFound(text.slice(0, 60), found.problem);
      },
      toggleFavourite,
      drawStar,
      visit,
      place: () => ({
        expanded: model.expandedKeys().keys,
        lists: model.expandedKeys().lists,
        selected: wantedKey || (tree.active && tree.active.row ? tree.active.row.key : ""),
        hasDetails: Boolean(wantedKey ? hasDetails : shownKey),
        scroll: Math.round(wantedScroll || scrolled),
        hub: loader.chosen,
        first: loader.hub ? `hub::${loader.hub.id}` : "",
        layout: tree.layout(),
        shares: splitter.shares,
      }),
    };

    /** @param {string} name @param {Problem | null} problem */
    function sayNotFound(name, problem) {
      const why = problem ? `${problem.message} ${problem.next}` : t("places.gone", { name });
      DataBrowser.say(why);
    }

    /** @param {Problem} problem */
    function isGoneFor(problem) {
      return /not-found|forbidden|out-of-sight|unknown-project/.test(problem.reference);
    }
  }

  Object.assign(DataBrowser, { createBrowseView });
})(window.DataBrowser);
