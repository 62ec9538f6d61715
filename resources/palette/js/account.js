// @ts-check
/** Who is signed in, and the page's face while nobody is. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, button } = DataBrowser;

  /**
   * @param {Connection} connection
   * @param {{onChange(account: Account | null): void, onSettings(): void, service: Opening["service"], canSignIn: boolean}} hooks
   * @returns {AccountView}
   */
  function createAccountView(connection, hooks) {
    const corner = h("div", { class: "account" });
    const gate = h("div", { class: "gate" });
    /** @type {Account | null | undefined} */
    let account = undefined;
    /** @type {Call<Account> | null} */
    let signingIn = null;
    const gear = DataBrowser.settingsButton(hooks.onSettings);
    let { service, canSignIn } = hooks;

    /** @param {Account | null} next @param {Problem | null} why it has ended by itself */
    function set(next, why) {
      if (account !== undefined && (account && account.id) === (next && next.id)) return;
      const hadFocus = document.activeElement !== document.body;
      account = next;
      signingIn = null;
      hooks.onChange(next); // while the gate still has the focus, so that it can be passed on
      draw(why);
      if (!next && hadFocus) focus();
    }

    /** @param {Problem | null} why */
    function draw(why) {
      replace(
        corner,
        h("span", { class: "pill service", title: service.url }, t(`service.${service.name}`)),
        account
          ? [
              h(
                "span",
                { class: "account-name", title: account.email },
                icon("user"),
                name(account.name || account.email),
              ),
              button(t("account.sign-out"), signOut, { style: "link" }),
            ]
          : null,
        gear,
      );
      drawGate(why);
    }

    /** @param {Problem | null} problem */
    function drawGate(problem) {
      if (signingIn) {
        replace(
          gate,
          h("i", { class: "spinner spinner-large" }),
          h("h2", null, t("gate.waiting")),
          h("p", null, t("gate.waiting-text")),
          h("div", { class: "actions" }, button(t("gate.cancel"), cancel)),
        );
      } else {
        replace(
          gate,
          icon("hub"),
          h("h2", null, t("gate.title")),
          h("p", null, t(canSignIn ? `gate.text-${service.name}` : "gate.no-app")),
          problem ? DataBrowser.problemBlock(problem, null) : null,
          h(
            "div",
            { class: "actions" },
            canSignIn
              ? button(t("gate.sign-in"), signIn, { icon: "outside", style: "primary" })
              : button(t("gate.settings"), hooks.onSettings, { icon: "settings", style: "primary" }),
          ),
        );
      }
    }

    function focus() {
      const first = /** @type {HTMLElement | null} */ (gate.querySelector("button"));
      if (first) first.focus();
    }

    async function signIn() {
      if (account || !canSignIn) return;
      if (signingIn) return focus(); // to cancel it, where the browser's tab is gone
      const call = /** @type {Call<Account>} */ (connection.request("account.signIn", {}));
      signingIn = call;
      drawGate(null);
      focus();
      /** @type {Problem | null} */
      let problem = null;
      try {
        const next = await call.promise;
        if (signingIn === call) set(next, null);
        return;
      } catch (error) {
        problem = DataBrowser.asProblem(error);
      }
      if (signingIn !== call) return;
      signingIn = null;
      drawGate(problem.reference === "job.cancelled" ? null : problem);
      focus();
    }

    function cancel() {
      if (signingIn) signingIn.cancel();
    }

    async function signOut() {
      try {
        await connection.request("account.signOut", {}).promise;
        set(null, null);
        focus();
      } catch (error) {
        DataBrowser.say(DataBrowser.asProblem(error).message);
      }
    }

    /** The settings speak of another service, or of another app. @param {Opening["service"]} next @param {boolean} can */
    function setService(next, can) {
      if (service.name === next.name && canSignIn === can) return;
      service = next;
      canSignIn = can;
      draw(null);
    }

    return { corner, gate, set, setService, signIn, focus };
  }

  Object.assign(DataBrowser, { createAccountView });
})(window.DataBrowser);
