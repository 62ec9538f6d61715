// @ts-check
/** Puts the page together once the host has answered: header, tabs, the two views and the dialog. */
(function (DataBrowser) {
  "use strict";

  const { h, replace, t } = DataBrowser;
  const KEEP_MS = 400;
  const TABS = /** @type {Tab[]} */ (["browse", "design"]);

  const app = /** @type {HTMLElement} */ (document.getElementById("app"));
  const connection = DataBrowser.createConnection({ onMissing, onProblem });
  connection.open().then(start);

  /** Says so when no host comes; it may still come later. */
  function onMissing() {
    const words = document.body.dataset;
    const isGerman = /^de\b/.test(navigator.language); // nobody has told the language of the host
    sayInstead(
      "unplugged",
      (isGerman ? words.missingTitleDe : words.missingTitle) || "",
      (isGerman ? words.missingTextDe : words.missingText) || "",
    );
  }

  /** Says why the host cannot begin; it is asked again. @param {Problem} problem */
  function onProblem({ message, next }) {
    sayInstead("warning", message, next);
  }

  /** @param {string} picture @param {string} title @param {string} text */
  function sayInstead(picture, title, text) {
    const opening = /** @type {HTMLElement} */ (document.getElementById("opening"));
    opening.className = "";
    replace(opening, DataBrowser.emptyBlock(picture, title, text));
  }

  /** @param {"light" | "dark"} theme */
  function setTheme(theme) {
    document.documentElement.dataset.theme = theme;
  }

  /** @param {Opening} opening */
  function start(opening) {
    DataBrowser.loadTexts(opening.texts.page, opening.language);
    document.documentElement.lang = opening.language;
    setTheme(opening.theme);

    let activeDocument = opening.document;
    let tab = /** @type {Tab} */ (opening.view && TABS.includes(opening.view.tab) ? opening.view.tab : "browse");
    let timer = 0;
    let isSignedIn = false;

    const account = DataBrowser.createAccountView(
      connection,
      {
        onChange: accountChanged,
        onSettings: () => settings.open(),
        onHelp: () => help.open(),
        onConnect: () => connect.open(),
        onOpen: () => accounts.open(),
        onDrawn: catchFocus,
      },
      opening,
    );
    const accounts = DataBrowser.createAccountDialog(connection, account, {
      // The button that opened it may have been drawn anew meanwhile.
      onClosed: () => DataBrowser.focusFirst(account.corner, "button"),
    });
    const connect = DataBrowser.createConnectDialog(connection, {
      onClosed: catchFocus,
      onSignIn: account.signInNow,
    });
    const dialog = DataBrowser.createAttachDialog(connection, {
      onDone: (target, { relations }) => attached(relations, target.itemId),
      onShowDesign: () => {
        choose("design");
        design.focus();
      },
      onPaste: () => many.openPaste(),
      onClosed: catchFocus,
    });
    const many = DataBrowser.createAttachManyDialog(connection, {
      onOne: (target) => dialog.open(target),
      onDone: (itemIds, { relations }) => attached(relations, itemIds[0]),
      onShowDesign: () => {
        choose("design");
        design.focus();
      },
      onClosed: catchFocus,
    });
    const lifecycle = DataBrowser.createLifecycleDialog(connection, { onClosed: catchFocus });
    const settings = DataBrowser.createSettingsDialog(connection, { onClosed: catchFocus });
    const report = DataBrowser.createReportDialog(connection, { onClosed: catchFocus });
    const help = DataBrowser.createHelpDialog(connection, { onReport: () => report.open(), onClosed: catchFocus });
    const uses = DataBrowser.createWhereUsedDialog(connection, {
      onShow: (row) => {
        choose("browse");
        browse.reveal(row);
      },
      onClosed: catchFocus,
    });
    const references = DataBrowser.createReferencesDialog(connection, {
      onShow: (row) => {
        choose("browse");
        browse.reveal(row);
      },
      onClosed: catchFocus,
    });
    const stale = DataBrowser.createStaleDialog(connection, {
      onShow: (row) => {
        choose("browse");
        browse.reveal(row);
      },
      onClosed: catchFocus,
    });
    const carry = DataBrowser.createCarryView(connection, {
      onDone: (itemId) => attached(null, itemId),
      onClosed: catchFocus,
      onOffer: () => DataBrowser.say(t("carry.waits")),
    });
    const files = DataBrowser.createAttachFilesView(connection, {
      onDone: (itemId) => attached(null, itemId),
      onEnded: () => edits.refresh(), // one of them may have been sent back
      onClosed: catchFocus,
    });
    const edits = DataBrowser.createEditsView(connection, {
      onDone: (itemId) => attached(null, itemId),
      onJobs: () => files.refresh(),
      onOffer: () => tab !== "design" && DataBrowser.say(t("edit.waits-in-design")),
    });
    const favourites = DataBrowser.createFavourites(connection, {
      onChange: () => {
        search.changed();
        browse.drawStar();
      },
    });
    /** @type {BrowseView} */
    let browse;
    const hubs = DataBrowser.createHubChoice({
      getHubs: () => (browse ? browse.hubs() : { hubs: [], hub: null }),
      onChoose: (hub) => {
        choose("browse");
        browse.setHub(hub);
      },
    });
    browse = DataBrowser.createBrowseView(connection, {
      favourites,
      onAttach: (target, types) => {
        browse.visit();
        dialog.open(target, types);
      },
      onAttachMany: many.open,
      onFiles: (folder) => files.open(folder.id),
      onReferences: (target) => references.open(target),
      onStale: (place) => stale.open(place),
      onSettings: () => settings.open(),
      onChange: keepSoon,
      onHubs: () => hubs.draw(),
      onListed: () => search.changed(),
    });
    const search = DataBrowser.createSearchBox(connection, {
      index: browse.index,
      favourites,
      wayTo: browse.wayTo,
      rowOf: browse.rowOf,
      hubs: browse.hubs,
      folder: browse.folder,
      choicesFor: browse.choicesFor,
      onShow: (way, name) => goInTree(() => browse.showWay(way, name)),
      onReveal: (row) => goInTree(() => browse.reveal(row)),
      onAttach: browse.attachFound,
      onMark: (mark) => goInTree(() => browse.showMark(mark)),
      onAddress: (text) => goInTree(() => browse.goToAddress(text)),
      onHelp: () => help.open("find"),
      onLeave: () => (tab === "browse" ? browse : design).focus(),
    });
    const locateButton = DataBrowser.iconButton("locate", t("locate.open"), locate);
    const marksButton = DataBrowser.iconButton("star", t("favourites.open"), search.showMarks);
    marksButton.setAttribute("aria-haspopup", "listbox");
    const finding = h("div", { class: "finding" }, search.element, locateButton, marksButton);
    const design = DataBrowser.createDesignView(connection, {
      onShow: (row) => {
        choose("browse");
        browse.reveal(row);
      },
      onBrowse: () => {
        choose("browse");
        browse.focus();
      },
      onStale: drawStale,
      onUses: (document) => uses.open(document),
      onAccounts: () => accounts.open(),
      onFiles: () => files.open(""),
      onEdit: (target) => edits.start(target),
      moreFor: () => [],
      moreForDesign: () => [{ icon: "attach", text: t("design.attach-link"), act: () => many.openPaste() }],
    });
    const views = { browse: [browse.element], design: [files.strip, edits.strip, carry.strip, design.element] };
    const badge = h("span", { class: "badge", hidden: true });
    const buttons = TABS.map((id) =>
      h(
        "button",
        {
          type: "button",
          class: "tab",
          role: "tab",
          id: `tab-${id}`,
          "aria-controls": `panel-${id}`,
          onclick: () => choose(id),
        },
        t(`tab.${id}`),
        id === "design" ? badge : null,
      ),
    );
    const tabs = h(
      "div",
      { class: "tabs", role: "tablist", "aria-label": t("tab.label"), onkeydown: onTabKey },
      buttons,
    );
    const panels = TABS.map((id) =>
      h(
        "div",
        { class: "panel", role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}` },
        views[id],
      ),
    );
    const main = h("main", { class: "main" });
    replace(
      app,
      h("header", { class: "bar" }, h("h1", { class: "visually-hidden" }, t("title")), hubs.element, account.corner, finding, tabs),
      account.strip,
      main,
      DataBrowser.statusLine(),
    );
    const dialogs = [dialog, many, files, lifecycle, settings, accounts, connect, uses, references, stale, carry, help, report].map(
      (one) => one.element,
    );
    document.body.append(...dialogs);

    DataBrowser.followHelpKey(() => help.open());
    document.addEventListener("keydown", onKey, true);
    choose(tab);
    account.set(opening, null);
    documentChanged(activeDocument);
    connection.listen({
      "document.changed": (params) => documentChanged(params.document),
      "version.arrived": (params) => {
        if (isSignedIn && activeDocument.itemId === params.itemId) carry.offer(params);
      },
      "edits.changed": () => isSignedIn && edits.refresh(),
      "account.changed": (params) => accountsChanged(params),
      "lifecycle.changed": (params) => lifecycle.setSession(params.session),
      "settings.changed": settingsChanged,
      "catalogue.changed": (params) => {
        search.noteCatalogue(params);
        if (isSignedIn) browse.heard(params);
      },
      "theme.changed": (params) => setTheme(params.theme),
      "palette.show": shown,
      "job.ended": ended,
    });

    for (const [source, event] of /** @type {[EventTarget, string][]} */ ([[window, "pagehide"], [document, "visibilitychange"]]))
      source.addEventListener(event, () => {
        if (timer && (event === "pagehide" || document.hidden)) keepNow(); // nobody may come to the end of the wait
      });
    if (history.state && history.state.isReworded) {
      history.replaceState(null, "");
      DataBrowser.say(t("settings.saved"));
      DataBrowser.focusFirst(account.corner, ".settings-opener");
    }
    opening.problems.forEach((problem) => DataBrowser.sayProblem(problem));

    /** @param {ServiceState & {language: string}} params */
    function settingsChanged(params) {
      if (!params.language || params.language === opening.language) account.setService(params);
      else {
        history.replaceState({ isReworded: true }, "");
        keepNow().then(() => location.reload()); // every word of the page is another one
      }
    }

    /** @param {Accounts & {why: Problem | null}} params */
    function accountsChanged(params) {
      account.set(params, params.why || null);
      accounts.redraw();
    }

    /** @param {Account | null} next @param {View | null} view where this person was */
    function accountChanged(next, view) {
      const hadFocus = main.contains(document.activeElement);
      clearTimeout(timer);
      isSignedIn = next !== null;
      for (const one of [tabs, finding, hubs.element]) one.hidden = !isSignedIn;
      search.forget();
      favourites.start(next ? next.id : "");
      // Nothing of what the person before was shown is left to who comes next.
      for (const one of [uses, carry]) if (one.element.open) one.element.close();
      carry.forget();
      references.forget();
      stale.forget();
      dialog.forget();
      many.forget();
      files.forget();
      edits.forget();
      design.setDocument(null);
      if (!next) {
        replace(main, account.gate);
        return;
      }
      replace(main, panels);
      browse.open(view);
      design.setDocument(activeDocument);
      files.refresh();
      edits.refresh();
      if (hadFocus) browse.focus();
    }

    /** What had the focus before a dialog may have been drawn anew meanwhile, which leaves the focus nowhere. */
    function catchFocus() {
      setTimeout(() => {
        const active = /** @type {Element} */ (document.activeElement);
        // What lies in a dialog that is closed loses the focus only when the page is drawn.
        if (active !== document.body && active.getClientRects().length) return;
        if (!isSignedIn) account.focus();
        else if (tab === "browse") browse.focus();
        else design.focus();
      });
    }

    /** @param {ActiveDocument} next */
    function documentChanged(next) {
      if (next.itemId !== activeDocument.itemId) carry.forget();
      activeDocument = next;
      drawLocate();
      browse.setDocument(next);
      dialog.setDocument(next);
      many.setDocument(next);
      files.setDocument(next);
      edits.setDocument(next);
      if (isSignedIn) design.setDocument(next);
    }

    /** @param {{tab: Tab, action: "attach" | "signIn" | "lifecycle" | "settings" | null}} params */
    function shown(params) {
      if (params.action === "lifecycle") {
        lifecycle.open();
        return;
      }
      if (params.action === "settings") {
        settings.open();
        return;
      }
      if (params.action === "signIn") {
        account.signIn();
        return;
      }
      if (!isSignedIn) {
        account.focus();
        return;
      }
      if (dialogs.some((one) => one.open)) return;
      if (TABS.includes(params.tab)) choose(params.action === "attach" ? "browse" : params.tab);
      if (params.action === "attach") {
        const why = browse.attach();
        if (!why) return;
        DataBrowser.say(why);
      }
      (tab === "browse" ? browse : design).focus(); // who came by the keyboard goes on here
    }

    /**
     * What a page before this one had asked for, and what went on without it, has come to its end.
     * @param {{method: string, params: any, result: any, problem: Problem | null}} job
     */
    function ended({ method, params, result, problem }) {
      if (problem && !/[.]cancelled$/.test(problem.reference)) {
        DataBrowser.sayProblem(problem);
      } else if (!problem && method === "refs.attach") {
        DataBrowser.say(result.note);
        attached(result.relations, params.target.itemId);
      } else if (!problem && method === "refs.attachAll") {
        const bad = result.left + result.results.filter((/** @type {AttachEnd} */ one) => one.problem).length;
        DataBrowser.say(DataBrowser.count(bad ? "attach.many-some" : "attach.many-done", bad || result.results.length));
        attached(result.relations, "");
      } else if (/^(files|edits)[.]/.test(method)) {
        filesEnded(result.job);
      } else if (!problem && method === "version.download") {
        DataBrowser.say(t("download.saved", result));
      } else if (!problem && method === "table.saveCsv" && result.path) {
        DataBrowser.say(t("export.saved", result));
      }
    }

    /** @param {FileJob | null} job */
    function filesEnded(job) {
      if (!isSignedIn) return;
      edits.refresh();
      if (!job || files.isBusy()) return; // who follows it has heard of its end
      files.refresh();
      const counts = DataBrowser.countFileEnds(job.files);
      DataBrowser.say(t("files.over", { name: job.designName, counts }));
      const made = job.files.find((file) => file.state === "attached");
      if (made) attached(null, made.itemId);
    }

    /** @param {Relations | null} relations @param {string} item the one that was attached */
    function attached(relations, item) {
      if (!isSignedIn) return;
      if (relations) design.show(relations, item);
      else design.refresh(item);
    }

    /** @param {Tab} next */
    function choose(next) {
      tab = next;
      TABS.forEach((id, index) => {
        buttons[index].setAttribute("aria-selected", String(id === next));
        buttons[index].tabIndex = id === next ? 0 : -1;
        panels[index].hidden = id !== next;
      });
      keepSoon();
    }

    /** @param {KeyboardEvent} event */
    function onTabKey(event) {
      const steps = /** @type {Record<string, number>} */ ({ ArrowLeft: -1, ArrowRight: 1 });
      let index = TABS.indexOf(tab);
      if (event.key in steps) index = (index + steps[event.key] + TABS.length) % TABS.length;
      else if (event.key === "Home") index = 0;
      else if (event.key === "End") index = TABS.length - 1;
      else return;
      event.preventDefault();
      choose(TABS[index]);
      buttons[index].focus();
    }

    /** @param {() => void} go */
    function goInTree(go) {
      choose("browse");
      go();
    }

    /** Says why the active design cannot be located; empty where it can. */
    function reasonNotToLocate() {
      const { state, name } = activeDocument;
      if (state === "saved") return "";
      return state === "unsaved" ? t("locate.unsaved", { name }) : t("locate.none");
    }

    function locate() {
      const why = reasonNotToLocate();
      if (why) DataBrowser.say(why);
      else goInTree(() => browse.locate(activeDocument));
    }

    /** It can be reached by the keys even when it cannot be used, so that its reason can be read. */
    function drawLocate() {
      const why = reasonNotToLocate();
      if (why) locateButton.setAttribute("aria-disabled", "true");
      else locateButton.removeAttribute("aria-disabled");
      locateButton.title = why || t("locate.open");
      locateButton.setAttribute("aria-label", why ? `${t("locate.open")}. ${why}` : t("locate.open"));
    }

    /** The keys that work wherever the focus is, but for a dialog. @param {KeyboardEvent} event */
    function onKey(event) {
      const isControl = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      const target = /** @type {HTMLElement} */ (event.target);
      const isWriting = /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
      if (!isSignedIn || document.querySelector("dialog[open]")) return;
      const key = event.key.toLowerCase();
      if ((key === "/" && !isControl && !event.altKey && !isWriting) || (isControl && key === "f")) search.focus();
      else if (isControl && key === "l") locate();
      else if (isControl && key === "d" && tab === "browse") browse.toggleFavourite();
      else return;
      event.preventDefault();
      event.stopPropagation();
    }

    /** @param {number} count */
    function drawStale(count) {
      badge.hidden = count === 0;
      replace(badge, String(count), h("span", { class: "visually-hidden" }, ` ${t("tab.stale")}`));
    }

    function keepSoon() {
      clearTimeout(timer);
      timer = setTimeout(keepNow, KEEP_MS);
    }

    /** Lets the host know where the page is, for when it comes back. */
    async function keepNow() {
      clearTimeout(timer);
      timer = 0;
      const { account: shown } = account.accounts();
      if (!shown) return;
      const view = { tab, ...browse.place() };
      await connection.request("app.keepView", { view, accountId: shown.id }).promise.catch(() => {}); // nothing is lost but a place
    }
  }
})(window.DataBrowser);
