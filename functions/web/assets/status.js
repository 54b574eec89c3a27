import { setStatus } from "./api.js";
import { element, icon } from "./dom.js";
import { live, liveText, t } from "./i18n.js";
import { problemOf } from "./problem.js";

const STATUSES = ["new", "contacted", "qualified", "won", "lost"];

/** An `<option>` for each status of a lead. */
export function statusOptions() {
  return STATUSES.map((status) => liveText(element("option", { value: status }), () => t(`status.${status}`)));
}

/**
 * A chip that shows the status of a lead and changes it.
 *
 * @param {{nameOf: () => string, onSaved: (lead: any) => void, onFailed: (sentence: () => string) => void}} options
 *   `nameOf` is how the lead is called for those who hear the page
 * @returns {{root: Element, update: (lead: any) => void}}
 */
export function statusPicker({ nameOf, onSaved, onFailed }) {
  const select = element("select", {}, ...statusOptions());
  const root = element("span", { class: "picker status" }, select, icon("chevron"));
  live(select, () => select.setAttribute("aria-label", t("lead.status_of", { name: nameOf() })));
  let lead;
  let saving = false;

  function show(status) {
    root.dataset.status = status;
    // Writing the same value again would close an open list in some browsers.
    if (select.value !== status) select.value = status;
  }

  select.addEventListener("change", async () => {
    saving = true;
    show(select.value);
    try {
      onSaved(await setStatus(lead.id, select.value));
    } catch (error) {
      const problem = problemOf(error);
      show(lead.status);
      onFailed(() => t("lead.status_failed", { reason: problem.sentence }));
    } finally {
      saving = false;
    }
  });

  return {
    root,
    update(fresh) {
      lead = fresh;
      if (!saving) show(fresh.status);
    },
  };
}
