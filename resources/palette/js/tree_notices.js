// @ts-check
/** What the tree says where there is no row: that a list is on its way, empty, or failed, and why. */
(function (DataBrowser) {
  "use strict";

  const { button, h, replace, t } = DataBrowser;

  /** @param {string} style @param {string} text */
  function rowButton(style, text) {
    return h("button", { type: "button", class: `link ${style}`, tabindex: "-1" }, text);
  }

  /**
   * Returns the words of a notice, and what to show.
   * @param {TreeNode} node @param {boolean} canTakeFiles whether files of the disk can be brought to what is empty
   * @param {string} kind what the tree's first level is of, root or hub
   * @returns {[string, ...Child[]]}
   */
  function noticeParts(node, canTakeFiles, kind) {
    const owner = node.parent;
    if (node.notice === "error" && owner && owner.problem) return errorParts(withAge(owner.problem, owner.keptAt));
    if (node.notice === "empty") return emptyParts(owner && owner.row ? owner.row.kind : kind, canTakeFiles);
    if (node.notice === "cut") return cutParts(owner);
    const wait = owner ? owner.waitText : "";
    const isLong = !wait && owner !== null && Date.now() - owner.askedAt >= DataBrowser.LONG_MS;
    const said = wait && owner ? DataBrowser.countDown(wait, owner.waitFrom) : [];
    const stop = wait || isLong ? rowButton("row-stop", t("stop")) : null;
    if (node.notice === "more") {
      const text = wait || DataBrowser.count("tree.so-far", owner && owner.children ? owner.children.length : 0);
      return [text, h("span", { class: "row-words" }, wait ? said : text), stop];
    }
    if (isLong) {
      const words = h("span", { class: "row-words" }, DataBrowser.countUp(owner.askedAt));
      return [t("waiting-long", { seconds: 0 }), h("i", { class: "spinner" }), words, stop];
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

  /** Says with a problem of when that is which is shown in spite of it. @param {Problem} problem @param {string} keptAt */
  function withAge(problem, keptAt) {
    const age = keptAt ? t("tree.as-of", { age: DataBrowser.formatAge(keptAt) }) : "";
    return { ...problem, next: `${problem.next} ${age}`.trim() };
  }

  /** @param {Problem} problem @returns {[string, ...Child[]]} */
  function errorParts(problem) {
    const { message, next } = problem;
    const buttons = h(
      "span",
      { class: "row-buttons" },
      rowButton("row-retry", t("retry")),
      rowButton("row-whole", t("tree.whole")),
      DataBrowser.isReportable(problem) ? rowButton("row-report", t("report.open")) : null,
    );
    return [`${message} ${next}`.trim(), h("span", { class: "row-said" }, h("strong", null, message), ` ${next}`), buttons];
  }

  /**
   * Shows in a dialog why a list failed, for which its row may not have the room.
   * @param {TreeNode} owner whose list it is @param {() => void} onRetry @param {() => void} onClosed
   */
  function openProblem(owner, onRetry, onClosed) {
    if (!owner.problem) return;
    const frame = DataBrowser.createDialog("tree-problem-title", t("tree.problem"), {
      onSubmit: () => frame.close(),
      onClosed: () => {
        frame.element.remove();
        onClosed();
      },
    });
    const again = () => {
      frame.close();
      onRetry();
    };
    replace(frame.body, DataBrowser.problemBlock(withAge(owner.problem, owner.keptAt), again));
    replace(frame.foot, button(t("attach.close"), () => frame.close(), { style: "primary" }));
    document.body.append(frame.element);
    frame.open();
  }

  /** @param {string} kind of what is empty @param {boolean} canTakeFiles @returns {[string, ...Child[]]} */
  function emptyParts(kind, canTakeFiles) {
    const title = t(`tree.empty-${kind}`);
    const hint = kind === "item" ? "" : t(`tree.empty-${kind}-hint`);
    return [
      `${title} ${hint}`.trim(),
      h("span", { class: "row-said" }, h("strong", null, title), hint ? ` ${hint}` : null),
      canTakeFiles ? rowButton("row-files", t("files.open-here")) : null,
    ];
  }

  Object.assign(DataBrowser, { noticeParts, openProblem });
})(window.DataBrowser);
