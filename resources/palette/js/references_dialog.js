// @ts-check
/** The dialog that shows what any item relates to, in both directions, as *This design* does for the open one. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, button } = DataBrowser;

  /**
   * @param {Connection} connection
   * @param {{onShow(row: Row): void, onClosed(): void}} hooks
   * @returns {ReferencesDialog}
   */
  function createReferencesDialog(connection, hooks) {
    const frame = DataBrowser.createDialog("references-title", t("references.title"), {
      onSubmit: () => frame.close(),
      onClosed: closed,
    });
    const head = h("div", { class: "references-head" });
    const place = h("div", { class: "references-body" });
    const list = DataBrowser.createRelationList(connection, {
      onShow: (row) => {
        frame.close();
        hooks.onShow(row);
      },
      moreFor: (relation) => moreFor(relation),
      wordsOf: (relation) => relation.directionText,
    });
    replace(frame.body, head, place);
    frame.element.classList.add("references");
    const refresh = button(t("references.refresh"), () => read(true), { icon: "refresh" });
    replace(frame.foot, refresh, button(t("attach.close"), () => frame.close(), { style: "primary" }));
    /** @type {ReferencesTarget[]} */
    let way = [];
    /** @type {Call<Relations> | null} */
    let call = null;
    let request = 0;

    /** Goes on to what the other end relates to. @param {Relation} relation @returns {MenuChoice[]} */
    function moreFor({ other, otherName }) {
      const itemId = other ? (other.kind === "item" ? other.id : other.itemId || "") : "";
      if (!other || !itemId) return [];
      const next = { projectId: other.projectId, itemId, name: otherName };
      return [{ icon: "graph", text: t("action.references"), act: () => go([...way, next]) }];
    }

    /** @param {ReferencesTarget[]} next */
    function go(next) {
      way = next;
      drawHead();
      read(false);
      DataBrowser.focusFirst(frame.foot, ".primary");
    }

    function drawHead() {
      const { name: title } = way[way.length - 1];
      const before = way[way.length - 2];
      const back = before && button(t("references.back", { name: before.name }), () => go(way.slice(0, -1)), { style: "link" });
      replace(head, h("p", { class: "references-name" }, icon("graph"), name(title)), back || null);
    }

    /** @param {boolean} isAnew asks the service, however new what it told last is */
    async function read(isAnew) {
      drop();
      const current = request;
      const { projectId, itemId, name: title } = way[way.length - 1];
      replace(place, DataBrowser.skeleton(4, () => call && call.cancel()));
      const params = { projectId, itemId, name: title, refresh: isAnew };
      const asked = /** @type {Call<Relations>} */ (connection.request("item.references", params, waits));
      call = asked;
      try {
        const answer = await asked.promise;
        if (current !== request) return;
        draw(answer);
      } catch (error) {
        if (current !== request) return;
        replace(place, DataBrowser.problemBlock(DataBrowser.asProblem(error), () => read(true)));
      }
      call = null;
    }

    /** @param {string} text */
    function waits(text) {
      replace(place, DataBrowser.waitBlock(text, () => call && call.cancel()));
    }

    /** @param {Relations} answer */
    function draw(answer) {
      const kept = answer.problem ? DataBrowser.problemBlock(answer.problem, () => read(true)) : null;
      if (!answer.relations.length) {
        replace(place, kept, DataBrowser.emptyBlock("graph", t("references.empty"), t("references.empty-text")));
        return;
      }
      replace(place, kept, list.element);
      list.show(answer, "");
    }

    function drop() {
      request += 1;
      if (call) call.cancel();
      call = null;
    }

    function closed() {
      drop();
      way = [];
      replace(place);
      hooks.onClosed();
    }

    return {
      element: frame.element,
      open(target) {
        if (!frame.open()) return;
        go([target]);
      },
      forget() {
        frame.close();
        list.forget();
      },
    };
  }

  Object.assign(DataBrowser, { createReferencesDialog });
})(window.DataBrowser);
