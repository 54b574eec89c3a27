import { me } from "./api.js";
import { view } from "./dom.js";
import { language, liveText, repaint, setLanguage } from "./i18n.js";
import { problemOf } from "./problem.js";
import { endSession, sessionEvents, token } from "./session.js";
import { signIn } from "./sign-in.js";
import { workspace } from "./workspace.js";

/** Relative times ("5 minutes ago") are written anew this often. */
const AGEING = 30_000;

const main = document.getElementById("main");
const company = document.getElementById("company");
const signOut = document.getElementById("sign-out");
let shown = new AbortController();

/** Puts a view on the page and ends the work of the one before it. */
function show(root, { companyName = "" } = {}) {
  shown.abort();
  shown = new AbortController();
  company.textContent = companyName;
  company.hidden = signOut.hidden = companyName === "";
  document.title = companyName ? `${companyName} · Leadline` : "Leadline";
  main.replaceChildren(root);
  return shown.signal;
}

function showSignIn(notice) {
  const gate = signIn({ notice, onSignedIn: enter });
  show(gate.root);
  gate.focus();
}

async function enter() {
  try {
    const account = await me();
    const { root, parts } = view("view-workspace");
    const signal = show(root, { companyName: account.company_name });
    workspace(root, parts, signal);
  } catch (error) {
    const problem = problemOf(error);
    // A refused token has already led to the sign-in view.
    if (problem.status !== 401) showUnreachable(problem);
  }
}

function showUnreachable(problem) {
  const { root, parts } = view("view-unreachable");
  liveText(parts.reason, () => problem.sentence);
  parts.retry.addEventListener("click", enter);
  show(root);
}

function markLanguage() {
  for (const button of document.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", button.dataset.language === language());
  }
}

for (const button of document.querySelectorAll("[data-language]")) {
  button.addEventListener("click", () => {
    setLanguage(button.dataset.language);
    markLanguage();
  });
}
signOut.addEventListener("click", () => {
  endSession();
  showSignIn();
});
sessionEvents.addEventListener("ended", () => showSignIn("gate.expired"));
setInterval(repaint, AGEING);

repaint();
markLanguage();
if (token()) enter();
else showSignIn();
