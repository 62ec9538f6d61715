// @ts-check
/**
 * The dialog for Fusion Lifecycle: signing in with a user id and a password, who is signed in, signing out.
 *
 * The password is in its field and nowhere else, and the field is emptied as soon as it was read: when it is sent,
 * when somebody is signed in, and when the dialog closes.
 */
(function (DataBrowser) {
  "use strict";

  const { h, icon, name, replace, t, button, note, focusFirst } = DataBrowser;

  /**
   * @param {Connection} connection
   * @param {{onClosed(): void}} hooks
   * @returns {LifecycleDialog}
   */
  function createLifecycleDialog(connection, hooks) {
    const frame = DataBrowser.createDialog("lifecycle-title", t("lifecycle.title"), {
      onSubmit: () => signIn(),
      onClosed: closed,
    });
    const { element, body, foot, close } = frame;
    const user = createField("user", { type: "text", inputmode: "email" });
    const password = createField("password", { type: "password" });
    /** @type {LifecycleState | null} */
    let state = null;
    /** @type {Call<any> | null} */
    let call = null;
    let request = 0;
    /** @type {"over" | "reading" | "form" | "signingIn" | "signedIn" | "signingOut"} */
    let stage = "over";

    function open() {
      if (frame.open()) read();
    }

    function closed() {
      forget();
      stage = "over";
      password.clear();
      user.setFault("");
      replace(body);
      hooks.onClosed();
    }

    /** Drops what is under way; a sign-out is only not waited for. */
    function forget() {
      request += 1;
      if (call && stage !== "signingOut") call.cancel();
      call = null;
    }

    /**
     * Waits for an answer; null when nobody wants it any more.
     * @template T
     * @param {Call<T>} asked
     * @returns {Promise<{answer?: T, problem?: Problem} | null>}
     */
    async function settle(asked) {
      const current = request;
      call = asked;
      /** @type {{answer?: T, problem?: Problem}} */
      const result = {};
      try {
        result.answer = await asked.promise;
      } catch (error) {
        result.problem = DataBrowser.asProblem(error);
      }
      if (current !== request) return null;
      call = null;
      return result;
    }

    async function read() {
      forget();
      stage = "reading";
      replace(body, DataBrowser.skeleton(5));
      replace(foot, button(t("lifecycle.cancel"), close));
      focusFirst(foot, "button");
      const result = await settle(
        /** @type {Call<LifecycleState>} */ (connection.request("lifecycle.state", {})),
      );
      if (!result) return;
      if (result.answer) {
        state = result.answer;
        if (!user.input.value) user.input.value = state.userId;
        draw(null);
      } else if (result.problem) {
        replace(body, DataBrowser.problemBlock(result.problem, read));
        replace(foot, button(t("lifecycle.close"), close));
        focusFirst(body, ".problem button");
      }
    }

    /** Draws who is signed in, or the form. @param {Child} news */
    function draw(news) {
      const { session } = /** @type {LifecycleState} */ (state);
      if (session) drawSession(session, news);
      else drawForm(news);
    }

    /** @param {Child} news */
    function drawForm(news) {
      const shown = /** @type {LifecycleState} */ (state);
      stage = "form";
      replace(
        body,
        drawTenant(shown.tenant),
        news,
        shown.isLocal ? note("info", t("lifecycle.sample")) : null,
        user.element,
        password.element,
      );
      replace(
        foot,
        button(t("lifecycle.cancel"), close),
        DataBrowser.submitButton(t("lifecycle.sign-in"), "user", true),
      );
      (user.input.value ? password : user).input.focus();
    }

    /** @param {string} tenant */
    function drawTenant(tenant) {
      return h(
        "div",
        { class: "tenant" },
        icon("lifecycle"),
        h(
          "div",
          { class: "tenant-words" },
          h("span", { class: "muted fine" }, t("lifecycle.tenant")),
          name(tenant),
        ),
      );
    }

    /** @param {LifecycleSession} session @param {Child} news */
    function drawSession(session, news) {
      stage = "signedIn";
      password.clear();
      replace(
        body,
        drawTenant(session.tenant),
        news,
        h("div", { role: "status" }, note("done", t("lifecycle.done"))),
        h(
          "dl",
          { class: "facts" },
          h("dt", null, t("lifecycle.user")),
          h("dd", null, name(session.userId)),
          h("dt", null, t("lifecycle.session")),
          h("dd", { class: "code" }, session.shortened),
        ),
        h("p", { class: "muted" }, t("lifecycle.lasts")),
      );
      replace(
        foot,
        button(t("lifecycle.sign-out"), signOut),
        button(t("lifecycle.close"), close, { style: "primary" }),
      );
      focusFirst(foot, ".primary");
    }

    async function signIn() {
      if (stage !== "form") return; // the second of two clicks
      user.setFault(user.input.value.trim() ? "" : t("lifecycle.no-user"));
      password.setFault(password.input.value ? "" : t("lifecycle.no-password"));
      const faulty = /** @type {HTMLElement | null} */ (body.querySelector("[aria-invalid]"));
      if (faulty) return faulty.focus();
      const shown = /** @type {LifecycleState} */ (state);
      const line = DataBrowser.busyLine(t("lifecycle.running"));
      const say = (/** @type {string} */ text) => replace(/** @type {Element} */ (line.lastChild), text);
      const params = { userId: user.input.value.trim(), password: password.input.value };
      password.clear();
      stage = "signingIn";
      const asked = /** @type {Call<{session: LifecycleSession}>} */ (
        connection.request("lifecycle.signIn", params, say)
      );
      params.password = ""; // the message is out
      replace(body, drawTenant(shown.tenant), line);
      replace(foot, button(t("lifecycle.cancel"), asked.cancel));
      focusFirst(foot, "button");
      const result = await settle(asked);
      if (!result) return;
      if (result.answer) state = { ...shown, session: result.answer.session };
      const { problem } = result;
      draw(
        problem && problem.reference !== "job.cancelled" ? DataBrowser.problemBlock(problem, null) : null,
      );
    }

    async function signOut() {
      if (stage !== "signedIn") return;
      stage = "signingOut";
      const result = await settle(connection.request("lifecycle.signOut", {}));
      if (!result) return;
      const shown = /** @type {LifecycleState} */ (state);
      if (!result.problem) state = { ...shown, session: null };
      draw(
        result.problem
          ? DataBrowser.problemBlock(result.problem, null)
          : h("div", { role: "status" }, note("info", t("lifecycle.signed-out"))),
      );
    }

    /** The host says who is signed in: also when a page before this one asked. @param {LifecycleSession | null} session */
    function setSession(session) {
      if (stage === "reading") read(); // the answer on its way may be older than this
      if (!state || (stage !== "form" && stage !== "signedIn")) return;
      state = { ...state, session };
      draw(null);
    }

    return { element, open, setSession };
  }

  /**
   * Makes a field with its label, a hint, and room for what is wrong with it.
   * @param {"user" | "password"} key @param {Record<string, string>} attributes
   */
  function createField(key, attributes) {
    const id = `lifecycle-${key}`;
    const fault = h("p", { class: "field-fault", id: `${id}-fault`, hidden: true });
    const input = /** @type {HTMLInputElement} */ (
      h("input", {
        id,
        ...attributes,
        autocomplete: "off",
        autocapitalize: "none",
        spellcheck: "false",
        "aria-describedby": `${id}-fault ${id}-hint`,
        oninput: () => setFault(""),
      })
    );
    const element = h(
      "div",
      { class: "field" },
      h("label", { for: id }, t(`lifecycle.${key}`)),
      input,
      fault,
      h("p", { class: "muted fine", id: `${id}-hint` }, t(`lifecycle.${key}-hint`)),
    );

    /** @param {string} text */
    function setFault(text) {
      fault.hidden = !text;
      replace(fault, text ? icon("warning") : null, text ? h("span", null, text) : null);
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }

    function clear() {
      input.value = "";
      setFault("");
    }

    return { element, input, setFault, clear };
  }

  Object.assign(DataBrowser, { createLifecycleDialog });
})(window.DataBrowser);
