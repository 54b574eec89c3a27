import { logIn, register } from "./api.js";
import { icon, view } from "./dom.js";
import { onSubmit } from "./form.js";
import { language, live, liveText, t } from "./i18n.js";
import { startSession } from "./session.js";

/**
 * The card for those who are not signed in: sign in, or register and be signed in.
 *
 * @param {{notice?: string, onSignedIn: () => Promise<void>}} options `notice` is the key of a sentence shown above the form
 * @returns {{root: Element, focus: () => void}}
 */
export function signIn({ notice, onSignedIn }) {
  const { root, parts } = view("view-sign-in");
  root.querySelectorAll("[data-reveal]").forEach(makeReveal);

  function choose(form) {
    for (const [button, itsForm] of [[parts.toSignIn, parts.signIn], [parts.toRegister, parts.register]]) {
      itsForm.hidden = itsForm !== form;
      button.setAttribute("aria-pressed", itsForm === form);
    }
  }
  function say(key) {
    parts.notice.hidden = false;
    liveText(parts.notice, () => t(key));
  }
  async function open(credentials) {
    startSession((await logIn(credentials)).access_token);
    await onSignedIn();
  }

  onSubmit(parts.signIn, open);
  onSubmit(parts.register, async ({ email, password, company_name }) => {
    await register({ email, password, company_name, language: language() });
    try {
      await open({ email, password });
    } catch (error) {
      // The account is there: registering again would only say that the e-mail is taken.
      parts.signIn.elements.email.value = email;
      choose(parts.signIn);
      say("gate.registered");
      throw error;
    }
  });
  parts.toSignIn.addEventListener("click", () => choose(parts.signIn));
  parts.toRegister.addEventListener("click", () => choose(parts.register));
  if (notice) say(notice);

  return {
    root,
    focus() {
      // On a touch screen the keyboard would jump up and hide half of the card.
      if (matchMedia("(hover: hover)").matches) parts.signIn.elements.email.focus();
    },
  };
}

function makeReveal(button) {
  const input = button.parentElement.querySelector("input");
  const paint = () => {
    const hidden = input.type === "password";
    button.setAttribute("aria-label", t(hidden ? "password.show" : "password.hide"));
    button.title = button.getAttribute("aria-label");
    button.replaceChildren(icon(hidden ? "eye" : "eye-off"));
  };
  button.addEventListener("click", () => {
    input.type = input.type === "password" ? "text" : "password";
    paint();
  });
  live(button, paint);
}
