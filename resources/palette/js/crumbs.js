// @ts-check
/** The way to the active row, from the hub down; where it is too long its middle is folded into a menu. */
(function (DataBrowser) {
  "use strict";

  const { h, name, replace, t } = DataBrowser;

  /** @param {{onGo(step: Step): void}} hooks @param {...HTMLElement} buttons at the end @returns {Crumbs} */
  function createCrumbs(hooks, ...buttons) {
    const list = h("ol", { class: "crumb-list" });
    const element = h("nav", { class: "crumbs", "aria-label": t("crumbs.label") }, list, buttons);
    /** @type {Step[]} */
    let way = [];
    /** @type {HTMLElement[]} */
    let items = [];
    let drawn = "";
    const folded = DataBrowser.menuButton("more", t("crumbs.more"), () =>
      way
        .filter((_, index) => items[index] && items[index].hidden)
        .map((step) => ({ icon: step.icon || "folder", text: DataBrowser.shown(step.name) || t("unnamed"), act: () => hooks.onGo(step) })),
    );
    const fold = h("li", { class: "crumb crumb-fold", hidden: true }, folded.element);

    /** @param {Step} step @param {number} index */
    function drawStep(step, index) {
      const isLast = index === way.length - 1;
      const go = h(
        "button",
        { type: "button", class: "crumb-go", "aria-current": isLast ? "location" : null, onclick: () => hooks.onGo(way[index]) },
        name(step.name || t("unnamed")),
      );
      return h("li", { class: "crumb" }, go);
    }

    /** Hides as many of the middle as do not fit, those nearest to the hub first. */
    function fit() {
      if (!items.length || !list.clientWidth) return;
      for (const item of items) item.hidden = false;
      fold.hidden = true;
      list.classList.remove("is-tight");
      const needed = () => list.scrollWidth > list.clientWidth + 1;
      for (let index = 1; index < items.length - 1 && needed(); index++) {
        fold.hidden = false;
        items[index].hidden = true;
      }
      list.classList.toggle("is-tight", needed()); // then the names themselves give way
    }

    new ResizeObserver(fit).observe(element);
    return {
      element,
      show(next) {
        const mark = JSON.stringify(next.map((step) => [step.key, step.name]));
        way = next;
        if (mark === drawn) return;
        drawn = mark;
        const hadFocus = list.contains(document.activeElement);
        items = way.map(drawStep);
        replace(list, items.slice(0, 1), fold, items.slice(1));
        fit();
        if (hadFocus && items.length) DataBrowser.focusFirst(items[items.length - 1], "button");
      },
    };
  }

  Object.assign(DataBrowser, { createCrumbs });
})(window.DataBrowser);
