import { element } from "./dom.js";
import { liveText } from "./i18n.js";
import { fieldSentence, problemOf } from "./problem.js";

const INPUTS = "input, textarea";

/**
 * Sends a form: once at a time, and what the server refuses is shown where it was typed.
 *
 * @param {HTMLFormElement} form with a `button.primary`, a `.field` around each input, and a `[data-alert]`
 * @param {(values: Record<string, string>) => Promise<void>} work
 */
export function onSubmit(form, work) {
  const complaints = makeComplaints(form);
  const button = form.querySelector("button.primary");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-busy") === "true") return;
    complaints.clear();
    button.setAttribute("aria-busy", "true");
    try {
      await work(Object.fromEntries(new FormData(form)));
    } catch (error) {
      const problem = problemOf(error);
      if (problem) complaints.show(problem);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}

/** Shows what the server says about each field beside that field, and the rest above the button. */
function makeComplaints(form) {
  const alert = form.querySelector("[data-alert]");
  const lineOf = new Map();
  for (const input of form.querySelectorAll(INPUTS)) {
    const line = element("p", { class: "error", id: `${input.id}-error`, hidden: true });
    input.closest(".field").append(line);
    lineOf.set(input, line);
    input.setAttribute("aria-describedby", [line.id, input.getAttribute("aria-describedby")].filter(Boolean).join(" "));
    input.addEventListener("input", () => clearField(input));
  }

  function clearField(input) {
    input.removeAttribute("aria-invalid");
    lineOf.get(input).hidden = true;
    liveText(lineOf.get(input), () => "");
  }
  function showField(input, sentence) {
    input.setAttribute("aria-invalid", "true");
    lineOf.get(input).hidden = false;
    liveText(lineOf.get(input), sentence);
  }
  function inputOf(field) {
    const found = form.elements[field];
    return found instanceof Element && found.matches(INPUTS) ? found : null;
  }

  return {
    clear() {
      liveText(alert, () => "");
      form.querySelectorAll(INPUTS).forEach(clearField);
    },
    show(problem) {
      const errors = problem.slug === "email-taken" ? [{ field: "email" }] : problem.errors;
      const placed = errors.filter(({ field }) => inputOf(field));
      for (const error of placed) {
        showField(inputOf(error.field), () => (problem.slug === "email-taken" ? problem.sentence : fieldSentence(error)));
      }
      if (placed.length === 0) liveText(alert, () => problem.sentence);
      form.querySelector("[aria-invalid=true]")?.focus();
    },
  };
}
