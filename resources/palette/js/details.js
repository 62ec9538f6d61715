// @ts-check
/** The details of what is selected in the tree, and the ways to attach and to save it. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, button, iconButton, note, skeleton } = DataBrowser;
  const FEW_VERSIONS = 12;
  const PICTURE_SIZE = 400;

  /**
   * @param {Connection} connection
   * @param {{onAttach(target: Target, type: string): void, onFiles(folder: Row): void, onClose(): void}} hooks
   * @returns {DetailsPane}
   */
  function createDetailsPane(connection, hooks) {
    const body = h("div", { class: "details-body", tabindex: "-1" });
    const element = h("section", { class: "details", "aria-label": t("details.label") }, body);
    const download = DataBrowser.createDownload(connection);
    /** @type {Row | null} */
    let row = null;
    /** @type {Details | null} */
    let details = null;
    /** The version to attach; null is the tip. @type {Row | null} */
    let chosen = null;
    /** @type {ActiveDocument | null} */
    let activeDocument = null;
    /** @type {Call<any>[]} */
    let calls = [];
    let request = 0;
    let attachPart = h("div", { class: "details-attach" });
    let picturePart = h("div", { class: "picture" });
    let versionsPart = h("div");
    let factsPart = h("dl", { class: "facts" });

    /** @param {Row | null} next */
    function show(next) {
      request += 1;
      for (const call of calls) call.cancel();
      calls = [];
      row = next;
      details = null;
      chosen = null;
      body.scrollTop = 0;
      const isItem = row !== null && (row.kind === "item" || row.kind === "version");
      element.classList.toggle("details-none", !row);
      element.classList.toggle("details-item", isItem);
      download.show(null);
      if (!row) {
        replace(body, DataBrowser.emptyBlock("info", t("details.none-title"), t("details.none")));
        return;
      }
      attachPart = h("div", { class: "details-attach" });
      picturePart = h("div", { class: "picture" });
      versionsPart = h("div");
      factsPart = h("dl", { class: "facts" });
      replace(
        body,
        h(
          "div",
          { class: "details-head" },
          isItem ? picturePart : null,
          h(
            "div",
            { class: "details-title" },
            h("h2", null, name(row.name || t("unnamed"))),
            kindLine(row),
          ),
          isItem ? h("div", { class: "details-actions" }, attachPart, download.opener) : null,
          row.kind === "folder" ? h("div", { class: "details-actions" }, attachPart) : null,
          iconButton("close", t("details.close"), hooks.onClose),
        ),
        download.element,
        versionsPart,
        // Folders are passed through: in a narrow palette their ids would only take the tree's place.
        h(
          "details",
          { class: "details-facts", open: isItem || matchMedia("(min-width: 700px)").matches },
          h("summary", null, h("h3", null, t("details.facts"))),
          factsPart,
        ),
      );
      drawFacts(row);
      if (isItem) load(row);
      else drawFiles();
    }

    /** @param {Row} shown */
    function kindLine(shown) {
      const number = shown.version === null ? "" : ` · ${t("version-short", { number: shown.version })}`;
      return h(
        "p",
        { class: "muted" },
        icon(shown.icon),
        h("span", null, `${DataBrowser.kindName(shown)}${number}`),
      );
    }

    /** @param {Row} shown */
    async function load(shown) {
      const current = request;
      drawAttach();
      drawPicture(shown);
      replace(versionsPart, h("h3", null, t("details.versions")), skeleton(3));
      const params = {
        projectId: shown.projectId,
        itemId: shown.kind === "version" ? shown.itemId : shown.id,
        versionId: shown.kind === "version" ? shown.id : null,
      };
      /** @param {string} text */
      const waits = (text) => {
        const block = DataBrowser.waitBlock(text, () => call.cancel());
        replace(versionsPart, h("h3", null, t("details.versions")), block);
      };
      const call = /** @type {Call<Details>} */ (connection.request("item.details", params, waits));
      calls.push(call);
      try {
        const answer = await call.promise;
        if (current !== request) return;
        details = answer;
        chosen =
          answer.versions.find((version) => version.id === shown.versionId) || answer.versions[0] || null;
        drawVersions(false);
        drawFacts(
          shown.kind === "version" ? { ...answer.row, ...shown } : { ...shown, ...filled(answer.row) },
        );
        drawAttach();
      } catch (error) {
        if (current !== request) return;
        replace(
          versionsPart,
          DataBrowser.problemBlock(DataBrowser.asProblem(error), () => show(shown)),
        );
      }
    }

    /** Leaves out what an answer does not know, such as the hub. @param {Row} answer */
    function filled(answer) {
      return Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== "" && value !== null));
    }

    /** @param {Row} shown */
    async function drawPicture(shown) {
      const current = request;
      const part = picturePart;
      part.classList.remove("picture-loaded");
      replace(part, icon(shown.icon === "version" ? "file" : shown.icon));
      if (!shown.urn) return;
      const call = /** @type {Call<{dataUri: string | null}>} */ (
        connection.request("thumbnail.get", { urn: shown.urn, size: PICTURE_SIZE })
      );
      calls.push(call);
      try {
        const { dataUri } = await call.promise;
        if (current !== request || !dataUri) return;
        const image = h("img", { alt: "", src: dataUri });
        image.addEventListener("load", () => {
          part.classList.add("picture-loaded");
          replace(part, image);
        });
      } catch (error) {
        // The icon stays: a picture that fails is no news to the user.
      }
    }

    /** @param {boolean} isWhole */
    function drawVersions(isWhole) {
      const versions = details ? details.versions : [];
      const shown = isWhole
        ? versions
        : versions.slice(0, Math.max(FEW_VERSIONS, versions.indexOf(/** @type {Row} */ (chosen)) + 1));
      const all = () => {
        drawVersions(true);
        focusChoice();
      };
      replace(
        versionsPart,
        h("h3", { id: "versions-title" }, t("details.versions")),
        h(
          "div",
          { class: "versions", role: "radiogroup", "aria-labelledby": "versions-title" },
          shown.map((version, index) => versionChoice(version, index === 0)),
        ),
        shown.length < versions.length
          ? button(DataBrowser.count("details.all-versions", versions.length), all, { style: "link" })
          : null,
      );
    }

    /** @param {Row} version @param {boolean} isTip */
    function versionChoice(version, isTip) {
      const onchange = () => {
        chosen = version;
        drawAttach();
        drawPicture(version.urn ? { ...version, kind: "item", icon: row ? row.icon : "file" } : version);
      };
      return h(
        "label",
        { class: "version" },
        h("input", { type: "radio", name: "version", checked: version === chosen, onchange }),
        h("span", { class: "version-number" }, t("version-short", { number: version.version || 0 })),
        h(
          "span",
          { class: "version-made" },
          h("span", null, DataBrowser.formatDate(version.modified)),
          " ",
          h("bdi", { class: "muted" }, version.modifiedBy),
        ),
        isTip ? h("span", { class: "pill" }, t("details.tip")) : null,
        h("span", { class: "muted version-size" }, DataBrowser.formatSize(version.size)),
      );
    }

    function focusChoice() {
      const input = /** @type {HTMLElement | null} */ (versionsPart.querySelector("input:checked"));
      if (input) input.focus();
    }

    function drawAttach() {
      if (!row || (row.kind !== "item" && row.kind !== "version")) return;
      const why = DataBrowser.reasonNotToAttach(activeDocument);
      const isOlder = details && chosen && chosen !== details.versions[0];
      const text =
        isOlder && chosen && chosen.version
          ? t("attach.open-version", { number: chosen.version })
          : t("attach.open");
      // The button stays the same one: it may have the focus, and it gets it back when the dialog closes.
      const opener = attachPart.querySelector("button") || attachButton();
      /** @type {Element} */ (opener.lastElementChild).textContent = text;
      if (why && document.activeElement === opener) body.focus();
      opener.disabled = Boolean(why);
      while (opener.nextSibling) opener.nextSibling.remove();
      if (why) attachPart.append(note("info", why));
      download.show(fileTarget());
    }

    /** Offers a folder of the open design's project for files of the disk. */
    function drawFiles() {
      if (!row || row.kind !== "folder") return;
      const folder = row;
      const isOffered = activeDocument !== null && activeDocument.projectId === folder.projectId;
      if (!isOffered && attachPart.contains(document.activeElement)) body.focus();
      if (!isOffered) replace(attachPart);
      else if (!attachPart.firstChild) {
        attachPart.append(button(t("files.open-here"), () => hooks.onFiles(folder), { icon: "attach-file" }));
      }
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
      const isTip = !details || !chosen || chosen === details.versions[0];
      return {
        projectId: shown.projectId,
        itemId: shown.kind === "version" ? shown.itemId || "" : shown.id,
        versionId: chosen && !isTip ? chosen.id : shown.kind === "version" && !chosen ? shown.id : null,
        name: shown.name,
      };
    }

    /** @returns {DownloadTarget | null} */
    function fileTarget() {
      const shown = /** @type {Row} */ (row);
      const version = chosen || shown;
      const versionId = version.kind === "version" ? version.id : version.versionId;
      const isTip = !details || !chosen || chosen === details.versions[0];
      if (!version.hasFile || !versionId) return null;
      const number = isTip ? null : version.version;
      return { projectId: shown.projectId, versionId, name: shown.name, number };
    }

    /** @param {Row} shown */
    function drawFacts(shown) {
      const isVersion = shown.kind === "version";
      /** @type {[string, string][]} */
      const facts = [
        ["modified", DataBrowser.formatDate(shown.modified)],
        ["modified-by", shown.modifiedBy],
        ["size", DataBrowser.formatSize(shown.size)],
        ["type", shown.type],
      ];
      /** @type {[string, string][]} */
      const ids = [
        [isVersion ? "item-id" : `${shown.kind}-id`, isVersion ? shown.itemId || "" : shown.id],
        ["version-id", shown.kind === "item" ? shown.versionId : isVersion ? shown.id : ""],
        ["project-id", shown.kind === "project" || shown.kind === "hub" ? "" : shown.projectId],
        ["hub-id", shown.kind === "hub" ? "" : shown.hubId],
        ["web-url", shown.webUrl],
      ];
      replace(
        factsPart,
        facts
          .filter(([, value]) => value)
          .map(([key, value]) => [h("dt", null, t(`fact.${key}`)), h("dd", null, h("bdi", null, value))]),
        ids
          .filter(([, value]) => value)
          .map(([key, value]) => [
            h("dt", null, t(`fact.${key}`)),
            h("dd", null, DataBrowser.copyField(t(`fact.${key}`), value)),
          ]),
      );
    }

    show(null);
    return {
      element,
      download: download.start,
      show,
      setDocument(next) {
        activeDocument = next;
        drawAttach();
        drawFiles();
      },
      focus() {
        const first = /** @type {HTMLElement | null} */ (attachPart.querySelector("button:not(:disabled)"));
        (first || (download.opener.hidden ? body : download.opener)).focus();
      },
      attach() {
        if (!row || (row.kind !== "item" && row.kind !== "version")) return t("attach.choose-first");
        const why = DataBrowser.reasonNotToAttach(activeDocument);
        if (!why) attachNow();
        return why;
      },
    };
  }

  Object.assign(DataBrowser, { createDetailsPane });
})(window.DataBrowser);
