// @ts-check
/** What the tree says where there is no row: that a list is on its way, empty, or failed, and why. */
(function (DataBrowser) {
  "use strict";

  const { h, t } = DataBrowser;

  /** @param {string} style @param {string} text */
  function rowButton(style, text) {
    return h("button", { type: "button", class: `link ${style}`, tabindex: "-1" }, text);
  }

  /**
   * Returns the words of a notice, and what to show.
   * @param {TreeNode} node @param {boolean} canTakeFiles whether files of the disk can be brought to what is empty
   * @returns {[string, ...Child[]]}
   */
  function noticeParts(node, canTakeFiles) {
    const owner = node.parent;
    if (node.notice === "error" && owner && owner.problem) return errorParts(owner.problem, owner.keptAt);
    if (node.notice === "empty") return emptyParts(owner && owner.row, canTakeFiles);
    if (node.notice === "cut") return cutParts(owner);
    const wait = owner ? owner.waitText : "";
    const said = wait && owner ? DataBrowser.countDown(wait, owner.waitFrom) : [];
    const stop = wait ? rowButton("row-stop", t("stop")) : null;
    if (node.notice === "more") {
      const text = wait || DataBrowser.count("tree.so-far", owner && owner.children ? owner.children.length : 0);
      return [text, h("span", { class: "row-words" }, wait ? said : text), stop];
    }
    if (wait) return [wait, h("i", { class: "spinner" }), h("span", { class: "row-words" }, said), stop];
    const bones = [1, 2, 3].map((number) => h("i", { class: `row-bone row-bone-${number}` }));
    return [t("loading"), h("span", { class: "visually-hidden" }, t("loading")), bones];
  }

  /** @param {TreeNode | null} owner @returns {[string, ...Child[]]} */
  function cutParts(owner) {
    const numbers = { number: owner && owner.children ? owner.children.length : 0, total: owner ? owner.cutFrom : 0 };
    const text = t("tree.kept-first", numbers);
    return [text, h("span", { class: "row-words" }, text)];
  }

  /** @param {Problem} problem @param {string} keptAt @returns {[string, ...Child[]]} */
  function errorParts({ message, next }, keptAt) {
    const age = keptAt ? t("tree.as-of", { age: DataBrowser.formatAge(keptAt) }) : "";
    const said = h("span", { class: "row-said" }, h("strong", null, message), ` ${next}`, age ? ` ${age}` : null);
    return [`${message} ${next} ${age}`.trim(), said, rowButton("row-retry", t("retry"))];
  }

  /** @param {Row | null} row of what is empty @param {boolean} canTakeFiles @returns {[string, ...Child[]]} */
  function emptyParts(row, canTakeFiles) {
    const kind = row ? row.kind : "root";
    const title = t(`tree.empty-${kind}`);
    const hint = kind === "item" ? "" : t(`tree.empty-${kind}-hint`);
    return [
      `${title} ${hint}`.trim(),
      h("span", { class: "row-said" }, h("strong", null, title), hint ? ` ${hint}` : null),
      canTakeFiles ? rowButton("row-files", t("files.open-here")) : null,
    ];
  }

  Object.assign(DataBrowser, { noticeParts });
})(window.DataBrowser);
