// @ts-check
/** What a design relates to, as a table for other programs. */
(function (DataBrowser) {
  "use strict";

  const { t } = DataBrowser;

  /** @type {[string, (relation: Relation, place: string) => string | number | null][]} */
  const COLUMNS = [
    ["column.name", ({ otherName }) => otherName],
    ["column.kind", ({ other }) => other && DataBrowser.kindName(other)],
    ["column.group", ({ group }) => t(`group.${group}`)],
    ["column.version", ({ otherVersion }) => otherVersion],
    ["column.latest", latestOf],
    ["column.own-version", ({ ownVersion }) => ownVersion],
    ["column.direction", ({ directionText }) => directionText],
    ["column.stale", ({ staleText }) => staleText],
    ["column.who", ({ createdBy }) => createdBy],
    ["column.when", ({ created }) => created],
    ["column.place", (_, place) => place],
    ["column.source", ({ sources }) => sources.map((source) => t(`source.${source}`)).join(" + ")],
    ["column.type", ({ type }) => type],
    ["column.item-id", ({ other }) => other && (other.kind === "item" ? other.id : other.itemId || "")],
    ["column.version-id", ({ other }) => other && other.versionId],
  ];

  /** Returns the number of the other end's latest version, as far as it is known. @param {Relation} relation */
  function latestOf({ other, otherTip, otherVersion }) {
    return other && other.versionId && other.versionId === other.tipId ? otherVersion : otherTip;
  }

  /**
   * @param {string} design @param {Relation[]} relations
   * @param {(relation: Relation) => string} placeOf as far as it is known
   * @returns {Table}
   */
  function relationTable(design, relations, placeOf) {
    return {
      name: t("export.relations", { name: design }),
      columns: COLUMNS.map(([key]) => t(key)),
      rows: relations.map((relation) =>
        COLUMNS.map(([, read]) => {
          const value = read(relation, placeOf(relation));
          return value === null || value === undefined ? "" : String(value);
        }),
      ),
    };
  }

  Object.assign(DataBrowser, { relationTable });
})(window.DataBrowser);
