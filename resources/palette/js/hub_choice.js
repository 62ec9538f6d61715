// @ts-check
/** The choice of the hub, at the start of the header: all of them, or one whose projects are the first level. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t } = DataBrowser;

  /**
   * @param {{getHubs(): {hubs: Row[], hub: ChosenHub | null}, onChoose(hub: ChosenHub | null): void}} hooks
   * @returns {HubChoice}
   */
  function createHubChoice(hooks) {
    const { element, opener } = DataBrowser.menuButton("hub", t("hub.all"), choices);
    opener.className = "hub-button";

    function choices() {
      const { hubs, hub } = hooks.getHubs();
      const known = hubs.length || !hub ? hubs : [{ id: hub.id, name: hub.name, icon: "hub" }];
      return [
        choice("hub", t("hub.all"), !hub, null),
        ...known.map((one) => choice(one.icon, DataBrowser.shown(one.name) || t("unnamed"), Boolean(hub && hub.id === one.id), { id: one.id, name: one.name })),
      ];
    }

    /** @param {string} picture @param {string} text @param {boolean} isChosen @param {ChosenHub | null} hub @returns {MenuChoice} */
    function choice(picture, text, isChosen, hub) {
      return {
        icon: isChosen ? "check" : picture,
        text: isChosen ? t("hub.chosen", { name: text }) : text,
        act: () => hooks.onChoose(hub),
      };
    }

    function draw() {
      const { hub } = hooks.getHubs();
      const text = hub ? DataBrowser.shown(hub.name) || t("unnamed") : t("hub.all");
      const label = t("hub.choose", { name: text });
      opener.setAttribute("aria-label", label);
      opener.title = label;
      replace(opener, icon("hub"), h("span", { class: "hub-name" }, hub ? name(text) : text), icon("chevron"));
    }

    draw();
    return { element, draw };
  }

  Object.assign(DataBrowser, { createHubChoice });
})(window.DataBrowser);
