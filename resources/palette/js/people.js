// @ts-check
/** How a person is drawn: a picture where there is one, else the initials on a colour of their own. */
(function (DataBrowser) {
  "use strict";

  const { h } = DataBrowser;
  const COLOURS = 6;

  /** @type {Map<string, Promise<string | null>>} */
  const pictures = new Map();

  /**
   * Returns a disc that says nothing which the name beside it does not.
   * @param {{id: string, name: string, email: string}} person
   * @param {Promise<string | null> | null} picture
   */
  function avatar(person, picture) {
    const words = (person.name || person.email).trim().split(/\s+/);
    const first = Array.from(words[0] || "")[0] || "?";
    const last = words.length > 1 ? Array.from(words[words.length - 1])[0] : "";
    let sum = 0;
    for (const letter of person.id) sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
    const element = h(
      "span",
      { class: `avatar avatar-${sum % COLOURS}`, "aria-hidden": "true" },
      (first + last).toLocaleUpperCase(),
    );
    if (picture) {
      picture.then((source) => {
        if (source) DataBrowser.replace(element, h("img", { src: source, alt: "" }));
      });
    }
    return element;
  }

  /**
   * Returns a button with somebody's picture, what it does in words, and the address that tells them apart.
   * @param {OtherAccount} person @param {string} text @param {() => void} onclick
   */
  function personButton(person, text, onclick) {
    return h(
      "button",
      { type: "button", class: "person", onclick },
      avatar(person, null),
      h(
        "span",
        { class: "person-words" },
        h("span", { class: "person-name" }, text),
        person.name ? h("span", { class: "muted fine" }, DataBrowser.name(person.email)) : null,
      ),
    );
  }

  /**
   * Asks the host once for the picture of who is signed in; without one, and without an answer, there is none.
   * @param {Connection} connection @param {Account} account
   */
  function findPicture(connection, account) {
    let picture = pictures.get(account.id);
    if (!picture) {
      picture = connection.request("account.picture", { id: account.id }).promise.then(
        (/** @type {any} */ answer) => answer.dataUri,
        () => {
          pictures.delete(account.id);
          return null;
        },
      );
      pictures.set(account.id, picture);
    }
    return picture;
  }

  Object.assign(DataBrowser, { avatar, personButton, findPicture });
})(window.DataBrowser);
