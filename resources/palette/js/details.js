// @ts-check
/** The details of what is selected in the tree: its picture, what can be done with it, its versions, its properties. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, button, iconButton, note, skeleton } = DataBrowser;
  const PICTURE_SIZE = 400;
  /** What has a button of its own, and is not in the menu again. */
  const TOOLS = ["open", "insert"];
  const BUTTONS = [...TOOLS, "attach", "download", "files"];

  /** Leaves out what an answer does not know, such as the hub. @param {Row} answer */
  function filled(answer) {
    return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== "" && value !== null));
  }

  /**
   * @param {Connection} connection
   * @param {DetailsHooks} hooks
   * @returns {DetailsPane}
   */
  function createDetailsPane(connection, hooks) {
    const body = h("div", { class: "details-body", tabindex: "-1" });
    const element = h("section", { class: "details", "aria-label": t("details.label") }, body);
    const download = DataBrowser.createDownload(connection);
    const actions = DataBrowser.createItemActions(connection, {
      onAttach: (wanted) => hooks.onAttach(targetOf(wanted), wanted.type),
      onDownload: (wanted) => download.start(wanted),
      onFiles: hooks.onFiles,
      onReferences: hooks.onReferences,
    });
    const more = DataBrowser.menuButton("more", t("details.more"), () =>
      row ? actions.choicesFor(subject()).filter(({ id }) => !BUTTONS.includes(id)) : [],
    );
    const timeline = DataBrowser.createTimeline({ onChoose: choose });
    const facts = DataBrowser.createFacts(connection);
    let pictures = DataBrowser.createPictures(connection, PICTURE_SIZE);
    /** @type {Row | null} */
    let row = null;
    /** @type {Details | null} */
    let details = null;
    /** The version to attach; null is the tip. @type {Row | null} */
    let chosen = null;
    /** @type {ActiveDocument | null} */
    let activeDocument = null;
    /** @type {Call<any> | null} */
    let call = null;
    let request = 0;
    let pictureUrn = "";
    let attachPart = h("div", { class: "details-attach" });
    let tools = h("span", { class: "details-tools" });
    let picturePart = h("div", { class: "picture" });
    let kindPart = h("p", { class: "muted details-kind" });
    let versionsPart = h("div", { class: "details-versions" });

    /** @param {Row | null} next */
    function show(next) {
      request += 1;
      if (call) call.cancel();
      call = null;
      if (pictureUrn) pictures.drop(pictureUrn);
      pictureUrn = "";
      row = next;
      details = null;
      chosen = null;
      more.close();
      body.scrollTop = 0;
      const isItem = isFile(next);
      element.classList.toggle("details-none", !next);
      element.classList.toggle("details-item", isItem);
      download.show(null);
      facts.show(next, null);
      if (!next) {
        replace(body, DataBrowser.emptyBlock("info", t("details.none-title"), t("details.none")));
        return;
      }
      attachPart = h("div", { class: "details-attach" });
      tools = h("span", { class: "details-tools" });
      picturePart = h("div", { class: "picture" });
      kindPart = h("p", { class: "muted details-kind" });
      versionsPart = h("div", { class: "details-versions" });
      replace(
        body,
        h(
          "div",
          { class: "details-head" },
          isItem ? picturePart : null,
          h("div", { class: "details-title" }, h("h2", null, name(next.name || t("unnamed"))), kindPart),
          isItem ? null : tools,
          h("div", { class: "details-actions" }, attachPart, isItem ? download.opener : null, isItem ? tools : null),
          iconButton("close", t("details.close"), hooks.onClose),
        ),
        download.element,
        versionsPart,
        facts.element,
      );
      drawActions();
      if (isItem) load(next);
      else askPermissions(next);
    }

    /** @param {Row | null} one */
    function isFile(one) {
      return one !== null && (one.kind === "item" || one.kind === "version");
    }

    /** @param {Row} shown */
    async function load(shown) {
      const current = request;
      drawPicture(shown);
      replace(versionsPart, h("h3", null, t("details.versions")), skeleton(3, () => call && call.cancel()));
      const params = {
        projectId: shown.projectId,
        itemId: shown.kind === "version" ? shown.itemId : shown.id,
        versionId: shown.kind === "version" ? shown.id : null,
      };
      /** @param {string} text */
      const waits = (text) => {
        if (current !== request) return;
        const block = DataBrowser.waitBlock(text, () => asked.cancel());
        replace(versionsPart, h("h3", null, t("details.versions")), block);
      };
      const asked = /** @type {Call<Details>} */ (connection.request("item.details", params, waits));
      call = asked;
      try {
        const answer = await asked.promise;
        if (current !== request) return;
        details = answer;
        const { versions } = answer;
        chosen = versions.find((version) => version.id === shown.versionId) || versions[0] || null;
        drawVersions();
        facts.show(known(shown), chosen);
        if (chosen) drawPicture(chosen);
        drawActions();
        askPermissions(shown);
      } catch (error) {
        if (current !== request) return;
        const block = DataBrowser.problemBlock(DataBrowser.asProblem(error), () => show(shown));
        replace(versionsPart, h("h3", null, t("details.versions")), block);
      }
      call = null;
    }

    /** Returns a row with what its details tell. @param {Row} shown @returns {Row} */
    function known(shown) {
      if (!details) return shown;
      return shown.kind === "version"
        ? { ...details.row, ...shown }
        : { ...shown, .../** @type {Row} */ (/** @type {any} */ (filled(details.row))) };
    }

    /** Asks once the rest is there; what may not be done is disabled then. @param {Row} shown */
    async function askPermissions(shown) {
      const current = request;
      const allowed = await actions.learn(shown);
      if (current !== request || !allowed) return;
      drawActions();
      facts.setAllowed(allowed);
    }

    /** Shows a version's picture; the one before stays until it comes. @param {Row} shown */
    async function drawPicture(shown) {
      const current = request;
      const part = picturePart;
      if (shown.urn && shown.urn === pictureUrn) return;
      if (pictureUrn) pictures.drop(pictureUrn);
      pictureUrn = shown.urn;
      if (!shown.urn || !part.firstChild) {
        part.classList.remove("picture-loaded");
        replace(part, icon(iconOf(shown)));
      }
      if (!shown.urn) return;
      const dataUri = await pictures.find(shown.urn);
      const isOver = () => current !== request || pictureUrn !== shown.urn;
      if (isOver()) return;
      if (!dataUri) {
        part.classList.remove("picture-loaded");
        replace(part, icon(iconOf(shown)));
        return;
      }
      const image = h("img", { alt: "", src: dataUri });
      image.addEventListener("load", () => {
        if (isOver()) return;
        part.classList.add("picture-loaded");
        replace(part, image);
      });
    }

    /** A version has the icon of its item. @param {Row} shown */
    function iconOf(shown) {
      const own = shown.icon === "version" && row ? row.icon : shown.icon;
      return own === "version" ? "file" : own;
    }

    function drawVersions() {
      const versions = details ? details.versions : [];
      const count = versions.length > 1 ? h("span", { class: "group-count" }, String(versions.length)) : null;
      timeline.show(versions, chosen ? chosen.id : "");
      replace(
        versionsPart,
        h("h3", null, t("details.versions"), count),
        versions.length ? timeline.element : h("p", { class: "muted versions" }, t("details.no-versions")),
      );
    }

    /** @param {Row} version */
    function choose(version) {
      chosen = version;
      drawPicture(version);
      if (row) facts.show(known(row), version);
      drawActions();
    }

    function isTip() {
      return !details || !chosen || chosen === details.versions[0];
    }

    /** Returns what the actions are about: the item, or the older version that is chosen. @returns {Row} */
    function subject() {
      const shown = known(/** @type {Row} */ (row));
      if (!chosen || shown.kind === "folder") return shown;
      const itemId = shown.kind === "version" ? shown.itemId || "" : shown.id;
      const { hubId, projectId, icon: picture, name: title } = shown;
      const version = { ...chosen, itemId, hubId, projectId, icon: picture, name: title };
      if (!isTip()) return version;
      // By its latest version, an item is itself.
      return { ...version, kind: "item", id: itemId, version: chosen.version, versionId: chosen.id };
    }

    function drawActions() {
      if (!row) return;
      drawKind(row);
      if (isFile(row)) {
        drawAttach();
        download.show(fileTarget(), actions.permissions.reason(row, "download"));
      } else drawFiles(row);
      drawTools();
    }

    /** @param {Row} shown */
    function drawKind(shown) {
      const number = chosen ? chosen.version : shown.version;
      const itemId = shown.kind === "version" ? shown.itemId : shown.id;
      const isOpen = activeDocument !== null && itemId !== "" && itemId === activeDocument.itemId;
      const words = isFile(shown) ? DataBrowser.kindName({ ...shown, kind: "item", icon: iconOf(shown) }) : DataBrowser.kindName(shown);
      replace(
        kindPart,
        icon(shown.icon),
        h("span", null, number ? `${words} · ${t("version-short", { number })}` : words),
        isOpen ? h("span", { class: "pill pill-open" }, t("details.open")) : null,
      );
    }

    /** What is done in Fusion has buttons, the rest is in the menu. */
    function drawTools() {
      const focused = document.activeElement;
      const label = focused && tools.contains(focused) ? focused.getAttribute("aria-label") : "";
      if (focused && more.element.contains(focused) && focused !== more.opener) return; // the menu is open
      const choices = actions.choicesFor(subject()).filter(({ id }) => TOOLS.includes(id));
      replace(tools, choices.map(toolButton), more.element);
      const again = label && [...tools.querySelectorAll("button")].find((one) => one.getAttribute("aria-label") === label);
      if (again) again.focus();
    }

    /** @param {ItemAction} choice */
    function toolButton({ icon: picture, text, reason, act }) {
      const tool = iconButton(picture, text, () => (reason ? DataBrowser.say(reason) : act()));
      if (reason) {
        tool.setAttribute("aria-disabled", "true");
        tool.title = `${text}: ${reason}`;
      }
      return tool;
    }

    function reasonNotToAttach() {
      return row ? actions.reasonNotToAttach(row) : "";
    }

    function drawAttach() {
      const why = reasonNotToAttach();
      const text =
        !isTip() && chosen && chosen.version
          ? t("attach.open-version", { number: chosen.version })
          : t("attach.open");
      // The button stays the same one: it may have the focus, and it gets it back when the dialog closes.
      const opener = attachPart.querySelector("button") || attachButton();
      /** @type {Element} */ (opener.lastElementChild).textContent = text;
      if (why && document.activeElement === opener) body.focus();
      opener.disabled = Boolean(why);
      while (opener.nextSibling) opener.nextSibling.remove();
      if (why) attachPart.append(note("info", why));
    }

    /** Offers a folder of the open design's project for files of the disk. @param {Row} folder */
    function drawFiles(folder) {
      const offered = actions.choicesFor(folder).find(({ id }) => id === "files");
      if (!offered) {
        if (attachPart.contains(document.activeElement)) body.focus();
        return replace(attachPart);
      }
      const opener = attachPart.querySelector("button") || button(offered.text, () => hooks.onFiles(folder), { icon: offered.icon });
      if (!opener.parentNode) attachPart.append(opener);
      if (offered.reason && document.activeElement === opener) body.focus();
      opener.disabled = Boolean(offered.reason);
      while (opener.nextSibling) opener.nextSibling.remove();
      if (offered.reason) attachPart.append(note("info", offered.reason));
    }

    function attachButton() {
      const opener = button("", attachNow, { icon: "attach", style: "primary" });
      attachPart.append(opener);
      return opener;
    }

    function attachNow() {
      hooks.onAttach(target(), chosen ? chosen.type : row ? row.type : "");
    }

    /** @returns {Target} */
    function target() {
      const shown = /** @type {Row} */ (row);
      if (chosen && !isTip()) return { ...targetOf(shown), versionId: chosen.id };
      return chosen ? { ...targetOf(shown), versionId: null } : targetOf(shown);
    }

    /** @param {Row} wanted @returns {Target} */
    function targetOf(wanted) {
      const isVersion = wanted.kind === "version";
      return {
        projectId: wanted.projectId,
        itemId: isVersion ? wanted.itemId || "" : wanted.id,
        versionId: isVersion ? wanted.id : null,
        name: wanted.name,
      };
    }

    /** @returns {DownloadTarget | null} */
    function fileTarget() {
      const shown = /** @type {Row} */ (row);
      const version = chosen || shown;
      const versionId = version.kind === "version" ? version.id : version.versionId;
      if (!version.hasFile || !versionId) return null;
      const number = isTip() ? null : version.version;
      return { projectId: shown.projectId, versionId, name: shown.name, number };
    }

    show(null);
    return {
      element,
      actions,
      show,
      setDocument(next) {
        activeDocument = next;
        actions.setDocument(next);
        timeline.setOpen(next.versionId);
        drawActions();
      },
      focus() {
        const first = /** @type {HTMLElement | null} */ (attachPart.querySelector("button:not(:disabled)"));
        const second = download.opener.hidden || download.opener.disabled || !isFile(row) ? null : download.opener;
        (first || second || body).focus();
      },
      attach() {
        if (!isFile(row)) return t("attach.choose-first");
        const why = reasonNotToAttach();
        if (!why) attachNow();
        return why;
      },
      forget() {
        actions.permissions.forget();
        pictures = DataBrowser.createPictures(connection, PICTURE_SIZE);
        show(null);
      },
    };
  }

  Object.assign(DataBrowser, { createDetailsPane });
})(window.DataBrowser);
