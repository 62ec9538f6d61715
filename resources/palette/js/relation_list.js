// @ts-check
/** The list of *This design*: groups of relations that can be sorted and filtered, each with its menu. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, iconButton } = DataBrowser;
  const GROUPS = /** @type {const} */ (["drawings", "attachments", "uses", "usedIn", "other"]);
  const SORTS = /** @type {const} */ (["name", "newest", "stale"]);
  const OPENS_IN_FUSION = ["design", "drawing"];
  const AGE_MS = 20000;

  /** @type {Record<string, (one: Relation, other: Relation) => number>} */
  const ORDERS = {
    name: (one, other) => DataBrowser.compareNames(one.otherName, other.otherName),
    newest: (one, other) => Date.parse(other.created || "") - Date.parse(one.created || "") || 0,
    stale: (one, other) => Number(other.isStale) - Number(one.isStale),
  };

  /**
   * @param {Connection} connection
   * @param {RelationHooks} hooks
   * @returns {RelationList}
   */
  function createRelationList(connection, hooks) {
    let pictures = DataBrowser.createPictures(connection);
    let places = DataBrowser.createPlaces(connection);
    const download = DataBrowser.createDownload(connection);
    const filter = /** @type {HTMLInputElement} */ (
      h("input", {
        type: "search",
        class: "list-filter",
        placeholder: t("list.filter"),
        "aria-label": t("list.filter"),
        oninput: () => draw(),
      })
    );
    const sort = /** @type {HTMLSelectElement} */ (
      h(
        "select",
        { class: "list-sort", "aria-label": t("list.sort"), onchange: () => draw() },
        SORTS.map((key) => h("option", { value: key }, t(`list.sort-${key}`))),
      )
    );
    const state = h("p", { class: "list-state muted fine" });
    const groups = h("div", { class: "design-groups" });
    const nothing = h("p", { class: "list-nothing muted", hidden: true }, t("list.nothing"));
    const element = h(
      "div",
      { class: "relation-list" },
      h("div", { class: "list-bar" }, filter, sort),
      state,
      download.element,
      groups,
      nothing,
    );
    const watch = DataBrowser.watchVisible(shown, hidden);
    setInterval(tellAges, AGE_MS);
    /** @type {Map<Element, Relation>} */
    let drawn = new Map();
    /** @type {Relations | null} */
    let answer = null;
    let mark = "";
    let design = "";

    /** @param {Relations} next @param {string} item what has just been attached */
    function show(next, item) {
      if (next.document.itemId !== design) filter.value = "";
      design = next.document.itemId;
      answer = next;
      mark = item;
      draw();
    }

    function draw() {
      if (!answer) return;
      const words = filter.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      const order = ORDERS[sort.value];
      const found = answer.relations.filter((one) => words.every((word) => hasWord(one, word)));
      watch.disconnect();
      drawn = new Map();
      const focused = focusedRow();
      replace(
        groups,
        GROUPS.map((group) => {
          const members = found.filter((one) => one.group === group);
          return members.length ? drawGroup(group, [...members].sort(order)) : null;
        }),
      );
      for (const row of drawn.keys()) watch.observe(row);
      nothing.hidden = found.length > 0;
      tellAges();
      if (focused) focused();
    }

    /** Returns what gives the focus back to the row that has it, once it is drawn anew. */
    function focusedRow() {
      const { activeElement } = document;
      const row = activeElement && activeElement.closest(".relation");
      if (!activeElement || !row || !groups.contains(row)) return null;
      const key = row.getAttribute("data-key");
      // Of a menu, which is closed by that, its button.
      const menu = activeElement.closest(".menu-button");
      const held = menu ? menu.querySelector("button") : activeElement;
      const index = [...row.querySelectorAll("button")].indexOf(/** @type {any} */ (held));
      return () => {
        const again = [...drawn.keys()].find((one) => one.getAttribute("data-key") === key);
        const target = again && again.querySelectorAll("button")[index];
        if (target) target.focus({ preventScroll: true });
      };
    }

    /** @param {Relation} relation @param {string} word in small letters */
    function hasWord(relation, word) {
      const { otherName, createdBy, staleText, otherVersion, other } = relation;
      const kind = other ? DataBrowser.kindName(other) : "";
      const texts = [otherName, createdBy, staleText, `v${otherVersion}`, kind, placeOf(relation)];
      return texts.some((text) => text.toLowerCase().includes(word));
    }

    /** @param {string} group @param {Relation[]} members */
    function drawGroup(group, members) {
      const stale = members.filter((one) => one.isStale).length;
      return h(
        "section",
        { class: "group", "aria-labelledby": `group-${group}` },
        h(
          "h3",
          { id: `group-${group}` },
          t(`group.${group}`),
          h("span", { class: "group-count" }, String(members.length)),
          stale ? h("span", { class: "group-stale" }, DataBrowser.count("group.stale", stale)) : null,
        ),
        h("ul", { class: "relations" }, members.map(drawRelation)),
      );
    }

    /** @param {Relation} relation */
    function drawRelation(relation) {
      const { other, otherVersion: version, otherTip: tip } = relation;
      const isNew = mark !== "" && other !== null && (other.id === mark || other.itemId === mark);
      const title = relation.otherName || t("unnamed");
      const row = h(
        "li",
        {
          class: `relation${relation.isStale ? " is-stale" : ""}${isNew ? " is-new" : ""}`,
          "data-key": relation.key,
        },
        h("span", { class: "relation-picture" }, icon(other ? other.icon : "file")),
        h(
          "div",
          { class: "relation-words" },
          h(
            "p",
            { class: "relation-name" },
            name(title),
            version === null ? null : h("span", { class: "pill" }, t("version-short", { number: version })),
            tip !== null && version !== null && tip > version
              ? h("span", { class: "pill pill-tip" }, t("relation.tip", { number: tip }))
              : null,
            isNew ? h("span", { class: "pill pill-done" }, icon("check"), t("design.new")) : null,
          ),
          h(
            "p",
            { class: "muted", title: `${relation.directionText} ${relation.type}` },
            (hooks.wordsOf || DataBrowser.relationWords)(relation),
            relation.older ? ` · ${DataBrowser.count("design.older", relation.older)}` : "",
          ),
          relation.isStale
            ? h("p", { class: "stale" }, icon("warning"), h("span", null, relation.staleText))
            : null,
          drawFacts(relation),
        ),
        drawTools(relation, title),
      );
      drawn.set(row, relation);
      return row;
    }

    /** Who and when, where it lies, who told of it and when. @param {Relation} relation */
    function drawFacts({ created, createdBy, sources, at, folderId }) {
      const made = [createdBy, DataBrowser.formatDay(created)].filter(Boolean).join(", ");
      const place = places.known(folderId);
      return h(
        "p",
        { class: "relation-facts muted fine" },
        made ? h("span", { class: "fact", title: DataBrowser.formatDate(created) }, made) : null,
        h("span", { class: "fact fact-place", hidden: !place }, place ? drawPlace(place) : null),
        h(
          "span",
          { class: "fact", title: t("relation.told", { when: DataBrowser.formatDate(at) }) },
          sources.map((source) => t(`source.${source}`)).join(" + "),
          ", ",
          h("span", { "data-at": at }),
        ),
      );
    }

    /** @param {string} place */
    function drawPlace(place) {
      return [icon("folder"), name(place)];
    }

    /** @param {Relation} relation @param {string} title */
    function drawTools(relation, title) {
      const { other } = relation;
      if (!other) return null;
      const isItem = other.kind === "item";
      return h(
        "div",
        { class: "relation-tools" },
        isItem && other.hasFile && relation.group === "attachments" && hooks.onEdit
          ? iconButton("edit", t("edit.start", { name: title }), () => edit(other, title))
          : null,
        isItem ? iconButton("locate", t("design.show", { name: title }), () => hooks.onShow(other)) : null,
        DataBrowser.menuButton("more", t("relation.more", { name: title }), () => choicesFor(relation, title))
          .element,
      );
    }

    /** @param {Row} row @param {string} title */
    function edit({ projectId, id, versionId }, title) {
      if (hooks.onEdit) hooks.onEdit({ projectId, itemId: id, versionId, name: title });
    }

    /** @param {Relation} relation @param {string} title @returns {MenuChoice[]} */
    function choicesFor(relation, title) {
      const other = /** @type {Row} */ (relation.other);
      const itemId = other.kind === "item" ? other.id : other.itemId || "";
      const { projectId, versionId } = other;
      const number = relation.otherVersion;
      /** @type {(MenuChoice | null)[]} */
      const choices = [
        itemId && OPENS_IN_FUSION.includes(other.icon)
          ? { icon: "design", text: t("relation.open"), act: () => ask("design.open", { itemId }) }
          : null,
        itemId
          ? { icon: "outside", text: t("relation.web"), act: () => ask("design.web", { itemId }) }
          : null,
        other.kind === "item"
          ? { icon: "locate", text: t("relation.show"), act: () => hooks.onShow(other) }
          : null,
        other.hasFile && versionId
          ? {
              icon: "download",
              text: t("relation.download"),
              act: () => {
                const target = { projectId, versionId, name: title, number };
                download.show(target);
                download.start(target);
              },
            }
          : null,
        ...hooks.moreFor(relation),
        itemId ? copyChoice("relation.copy-item", itemId) : null,
        versionId ? copyChoice("relation.copy-version", versionId) : null,
      ];
      return /** @type {MenuChoice[]} */ (choices.filter(Boolean));
    }

    /** @param {string} key @param {string} value @returns {MenuChoice} */
    function copyChoice(key, value) {
      return {
        icon: "copy",
        text: t(key),
        act: () => {
          const back = /** @type {HTMLElement} */ (document.activeElement);
          const isCopied = DataBrowser.copyText(value, t(key), back);
          DataBrowser.say(isCopied ? t("relation.copied", { id: value }) : t("copy-by-hand"));
        },
      };
    }

    /** @param {string} method @param {object} params */
    async function ask(method, params) {
      try {
        await connection.request(method, params, DataBrowser.say).promise;
      } catch (error) {
        DataBrowser.sayProblem(DataBrowser.asProblem(error));
      }
    }

    /** Lets go of a picture that has not come yet. @param {Element} row */
    function hidden(row) {
      const relation = drawn.get(row);
      if (relation && relation.other && relation.other.urn) pictures.drop(relation.other.urn);
    }

    /** @param {Element} row */
    async function shown(row) {
      const relation = drawn.get(row);
      if (!relation || !relation.other) return;
      const { urn, projectId } = relation.other;
      if (urn && !row.querySelector("img")) pictures.find(urn).then((dataUri) => dataUri && drawPicture(row, dataUri));
      const { folderId } = relation;
      if (!folderId || places.known(folderId)) return;
      const asked = places;
      const place = await asked.find(projectId, folderId);
      if (!place || asked !== places) return;
      for (const [other, { folderId: id }] of drawn) {
        const fact = id === folderId && /** @type {HTMLElement | null} */ (other.querySelector(".fact-place"));
        if (!fact) continue;
        fact.hidden = false;
        replace(fact, drawPlace(place));
      }
    }

    /** @param {Element} row @param {string} dataUri */
    function drawPicture(row, dataUri) {
      const part = /** @type {Element} */ (row.querySelector(".relation-picture"));
      const image = h("img", { alt: "", src: dataUri });
      image.addEventListener("load", () => {
        if (!part.querySelector("img")) part.append(image);
      });
    }

    function tellAges() {
      if (!answer || !element.isConnected) return;
      for (const age of groups.querySelectorAll("[data-at]")) {
        age.textContent = DataBrowser.formatAge(age.getAttribute("data-at"));
      }
      const all = answer.relations.length;
      const words = [
        drawn.size < all ? t("list.found", { count: drawn.size, all }) : DataBrowser.count("list.all", all),
        t(answer.problem ? "list.kept" : "list.read", { age: DataBrowser.formatAge(answer.at) }),
      ];
      const said = words.join(" · ");
      if (state.textContent !== said) state.textContent = said;
    }

    /** @param {Relation} relation */
    function placeOf({ folderId }) {
      return places.known(folderId);
    }

    /** Forgets what one person was shown, before the next comes. */
    function forget() {
      pictures = DataBrowser.createPictures(connection);
      places = DataBrowser.createPlaces(connection);
    }

    return { element, show, forget, placeOf, listed: () => [...drawn.values()] };
  }

  Object.assign(DataBrowser, { createRelationList });
})(window.DataBrowser);
