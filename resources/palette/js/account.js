// @ts-check
/** Who is signed in: the corner of the header, and the page's face while nobody is. */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, button } = DataBrowser;
  const IN_MEMORY = "secrets.in-memory";

  /** Tells what may be wrong from what is only so. @param {Problem} notice */
  function isWarning(notice) {
    return notice.reference !== IN_MEMORY;
  }

  /**
   * @param {Connection} connection
   * @param {{onChange(account: Account | null, view: View | null): void, onSettings(): void, onHelp(): void, onConnect(): void, onOpen(): void, onDrawn(): void}} hooks
   *   `onDrawn` hears that what had the focus may have been drawn anew
   * @param {ServiceState} state
   * @returns {AccountView}
   */
  function createAccountView(connection, hooks, state) {
    const corner = h("div", { class: "account" });
    const gate = h("div", { class: "gate" });
    const strip = h("div", { class: "strip" });
    const gear = DataBrowser.settingsButton(hooks.onSettings);
    const help = DataBrowser.helpButton(hooks.onHelp);
    /** @type {Account | null | undefined} */
    let account = undefined;
    /** @type {OtherAccount[]} */
    let others = [];
    /** @type {Call<Accounts> | null} */
    let signingIn = null;
    let isBusy = false;
    /** The notice that the user has put away, by its words. */
    let putAway = "";
    let service = state;

    /** @param {Accounts} next @param {Problem | null} why it has ended by itself */
    function set(next, why) {
      const hadFocus = document.activeElement !== document.body;
      const isSame = account !== undefined && (account && account.id) === (next.account && next.account.id);
      others = next.others;
      if (isSame) {
        account = next.account;
        draw(why, !signingIn);
        if (hadFocus) hooks.onDrawn();
        return;
      }
      account = next.account;
      signingIn = null;
      hooks.onChange(account, next.view); // while the gate still has the focus, so that it can be passed on
      draw(why, true);
      if (!account && hadFocus) focus();
      if (account && hadFocus) hooks.onDrawn();
      if (account) warn(account);
    }

    /** Says once what is the same each time; the rest stands above the view. @param {Account} shown */
    function warn(shown) {
      const notice = shown.notices.find((one) => !isWarning(one));
      if (notice) DataBrowser.sayProblem(notice);
    }

    /** What is to be known beside the tree: a sign-in as somebody else under way, or a notice. */
    function drawStrip() {
      const notice = account ? account.notices.find(isWarning) : undefined;
      if (account && signingIn) replace(strip, DataBrowser.waitBlock(t("gate.waiting"), cancel));
      else if (notice && notice.message !== putAway) {
        const { message, next } = notice;
        const away = () => {
          putAway = message;
          drawStrip();
          DataBrowser.focusFirst(corner, ".account-button");
        };
        replace(
          strip,
          h("div", { role: "status" }, DataBrowser.note("warning", `${message} ${next}`)),
          DataBrowser.iconButton("close", t("account.put-away"), away),
        );
      } else replace(strip);
    }

    /** @param {Problem | null} why @param {boolean} withGate */
    function draw(why, withGate) {
      replace(
        corner,
        service.isNew ? null : h("span", { class: "pill service" }, t(`service.${service.service.name}`)),
        account ? drawButton(account) : null,
        help,
        gear,
      );
      if (withGate) drawGate(why);
      drawStrip();
    }

    /** @param {Account} shown */
    function drawButton(shown) {
      const label = t("account.open", { name: shown.name || shown.email });
      return h(
        "button",
        { type: "button", class: "account-button", title: label, "aria-haspopup": "dialog", onclick: hooks.onOpen },
        h("span", { class: "visually-hidden" }, label),
        DataBrowser.avatar(shown, DataBrowser.findPicture(connection, shown)),
        h("span", { class: "account-name", "aria-hidden": "true" }, name(shown.name || shown.email)),
        shown.notices.some(isWarning) ? h("span", { class: "account-notice", title: t("account.notices") }, icon("warning")) : null,
      );
    }

    /** @param {Problem | null} problem */
    function drawGate(problem) {
      if (account) replace(gate);
      else if (signingIn) drawWaiting();
      else if (service.isNew) drawWelcome(problem);
      else drawSignIn(problem);
    }

    function drawWaiting() {
      replace(
        gate,
        h("i", { class: "spinner spinner-large" }),
        h("h2", null, t("gate.waiting")),
        h("p", null, t("gate.waiting-text")),
        h("div", { class: "actions" }, button(t("gate.cancel"), cancel)),
        service.service.name === "sample" ? null : button(t("gate.page-failed"), doubt, { style: "link" }),
      );
    }

    /** @param {Problem | null} problem */
    function drawWelcome(problem) {
      replace(
        gate,
        icon("hub"),
        h("h2", null, t("gate.welcome")),
        h("p", null, t("gate.welcome-text")),
        problem ? DataBrowser.problemBlock(problem, null) : null,
        h(
          "div",
          { class: "choices" },
          choice("sample", "project", t("gate.explore"), t("gate.explore-text"), explore),
          choice("connect", "hub", t("gate.connect"), t("gate.connect-text"), hooks.onConnect),
        ),
      );
    }

    /** @param {Problem | null} problem */
    function drawSignIn(problem) {
      const isSample = service.service.name === "sample";
      const mayChoose = !service.locked.includes("service");
      replace(
        gate,
        icon("hub"),
        h("h2", null, t("gate.title")),
        h("p", null, t(service.canSignIn ? `gate.text-${service.service.name}` : "gate.no-app")),
        problem ? DataBrowser.problemBlock(problem, null) : null,
        others.length ? h("ul", { class: "people" }, others.map(drawPerson)) : null,
        h(
          "div",
          { class: "actions" },
          service.canSignIn
            ? button(t(others.length ? "gate.sign-in-other" : "gate.sign-in"), signIn, {
                icon: "outside",
                style: others.length ? "" : "primary",
              })
            : button(t("gate.connect"), hooks.onConnect, { icon: "arrow", style: "primary" }),
        ),
        h(
          "div",
          { class: "actions" },
          service.canSignIn && (mayChoose || !isSample)
            ? button(t(isSample ? "gate.connect" : "gate.check"), hooks.onConnect, { style: "link" })
            : null,
          mayChoose && !isSample ? button(t("gate.explore"), explore, { style: "link" }) : null,
        ),
      );
    }

    /** @param {string} id @param {string} picture @param {string} title @param {string} text @param {() => void} act */
    function choice(id, picture, title, text, act) {
      return h(
        "button",
        { type: "button", class: `choice choice-${id}`, onclick: act },
        icon(picture),
        h("span", { class: "choice-title" }, title),
        h("span", { class: "choice-text" }, text),
      );
    }

    /** @param {OtherAccount} other */
    function drawPerson(other) {
      const text = t("gate.go-on", { name: other.name || other.email });
      return h("li", null, DataBrowser.personButton(other, text, () => goOn(other)));
    }

    function focus() {
      DataBrowser.focusFirst(gate, "button");
    }

    function signIn() {
      if (account) return;
      // To cancel it, where the browser's tab is gone; or to choose first whose hub it is to be.
      if (signingIn || service.isNew || !service.canSignIn) focus();
      else start(others.length > 0);
    }

    /** Signs in with the browser; as another person it asks there who it is. @param {boolean} asAnother */
    async function start(asAnother) {
      const call = /** @type {Call<Accounts>} */ (connection.request("account.signIn", { asAnother }));
      signingIn = call;
      drawGate(null);
      drawStrip();
      if (account) DataBrowser.focusFirst(strip, "button");
      else focus();
      try {
        const next = await call.promise;
        if (signingIn === call) signingIn = null;
        set(next, null);
      } catch (error) {
        if (signingIn !== call) return;
        signingIn = null;
        failed(DataBrowser.asProblem(error));
      }
    }

    /** @param {Problem} problem */
    function failed(problem) {
      const shown = problem.reference === "job.cancelled" ? null : problem;
      drawStrip();
      if (account) {
        if (shown) DataBrowser.sayProblem(shown);
        return;
      }
      drawGate(shown);
      focus();
    }

    /** The sign-in page cannot say to this one that it does not take the app. */
    function doubt() {
      cancel();
      hooks.onConnect();
    }

    function cancel() {
      if (signingIn) signingIn.cancel();
    }

    /**
     * Asks the host for one thing at a time that changes who is signed in.
     * @param {string} method @param {object} params @returns {Promise<any>} null where it did not work
     */
    async function ask(method, params) {
      if (isBusy) return null;
      isBusy = true;
      try {
        return await connection.request(method, params).promise;
      } catch (error) {
        failed(DataBrowser.asProblem(error));
        return null;
      } finally {
        isBusy = false;
      }
    }

    async function explore() {
      if (await ask("settings.write", { changes: { service: "sample" } })) start(false);
    }

    /** @param {OtherAccount} other */
    async function goOn(other) {
      const next = await ask("account.switch", { id: other.id });
      if (next) set(next, null);
    }

    async function signOut() {
      const next = await ask("account.signOut", {});
      if (!next) return;
      set(next, null);
      focus();
    }

    /** @param {OtherAccount} other */
    async function forget(other) {
      const next = await ask("account.forget", { id: other.id });
      if (next) set(next, null);
    }

    /** The settings speak of another service, or of another app. @param {ServiceState} next */
    function setService(next) {
      service = next;
      draw(null, !signingIn);
    }

    return {
      corner,
      gate,
      strip,
      set,
      setService,
      signIn,
      focus,
      goOn,
      signOut,
      forget,
      signInNow: () => start(false),
      signInAsAnother: () => start(true),
      accounts: () => ({ account: account || null, others }),
    };
  }

  Object.assign(DataBrowser, { createAccountView, isWarning });
})(window.DataBrowser);
