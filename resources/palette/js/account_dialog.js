// @ts-check
/** The dialog for the account: what is to know about the sign-in, who else is remembered, and signing out. */
(function (DataBrowser) {
  "use strict";

  const { h, name, replace, t, button, iconButton, note } = DataBrowser;

  /**
   * @param {Connection} connection
   * @param {AccountView} view
   * @param {{onClosed(): void}} hooks
   * @returns {AccountDialog}
   */
  function createAccountDialog(connection, view, hooks) {
    const frame = DataBrowser.createDialog("account-title", t("account.title"), {
      onSubmit: () => {},
      onClosed: () => {
        replace(body);
        hooks.onClosed();
      },
    });
    const { element, body, foot, close } = frame;

    function open() {
      if (!frame.open()) return;
      draw();
      DataBrowser.focusFirst(foot, "button");
      read();
    }

    /** What is to be said may have changed since, as where the store was locked in between. */
    async function read() {
      try {
        const next = /** @type {Accounts} */ (await connection.request("account.read", {}).promise);
        view.set(next, null);
        redraw();
      } catch (error) {
        return; // what is known is shown
      }
    }

    /** Shows what is new; what had the focus is drawn anew, which would leave it nowhere. */
    function redraw() {
      if (!element.open) return;
      const hadFocus = foot.contains(document.activeElement) || body.contains(document.activeElement);
      draw();
      if (hadFocus && element.open) DataBrowser.focusFirst(foot, "button");
    }

    function draw() {
      const { account, others } = view.accounts();
      if (!account) {
        close();
        return;
      }
      replace(
        body,
        h(
          "div",
          { class: "whoami" },
          DataBrowser.avatar(account, DataBrowser.findPicture(connection, account)),
          h(
            "div",
            { class: "person-words" },
            h("strong", null, name(account.name || account.email)),
            account.name ? h("span", { class: "muted" }, name(account.email)) : null,
          ),
        ),
        account.notices.map((notice) =>
          note(DataBrowser.isWarning(notice) ? "warning" : "info", `${notice.message} ${notice.next}`),
        ),
        others.length
          ? h(
              "section",
              { class: "settings-group", "aria-labelledby": "account-others" },
              h("h3", { id: "account-others" }, t("account.others")),
              h("ul", { class: "people" }, others.map(drawOther)),
            )
          : null,
      );
      replace(
        foot,
        button(t("account.close"), close),
        button(t("account.another"), leaving(view.signInAsAnother), { icon: "user" }),
        button(t("account.sign-out"), leaving(view.signOut)),
      );
    }

    /** @param {OtherAccount} other */
    function drawOther(other) {
      const called = other.name || other.email;
      return h(
        "li",
        null,
        DataBrowser.personButton(
          other,
          t("account.switch", { name: called }),
          leaving(() => view.goOn(other)),
        ),
        iconButton("close", t("account.forget", { name: called }), () => forget(other)),
      );
    }

    /** @param {OtherAccount} other */
    async function forget(other) {
      await view.forget(other);
      if (!element.open) return;
      draw();
      DataBrowser.focusFirst(foot, "button");
    }

    /** @param {() => void} act */
    function leaving(act) {
      return () => {
        close();
        act();
      };
    }

    return { element, open, redraw };
  }

  Object.assign(DataBrowser, { createAccountDialog });
})(window.DataBrowser);
