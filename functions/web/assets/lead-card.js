import { element, icon, timeAgo } from "./dom.js";
import { live, liveText, setText, t } from "./i18n.js";
import { statusPicker } from "./status.js";

/** How a lead is called: its name, or the best that is known. */
export function titleOf(lead) {
  return lead.name ?? lead.phone ?? lead.email ?? (lead.telegram ? `@${lead.telegram}` : t("leads.nameless"));
}

/** Links to call or write to the one who left the lead. */
export function contactLinks(lead) {
  return [
    lead.phone && element("a", { href: `tel:${lead.phone}`, text: lead.phone }),
    lead.email && element("a", { href: `mailto:${lead.email}`, text: lead.email }),
    lead.telegram && element("a", { href: `https://t.me/${lead.telegram}`, rel: "noreferrer", target: "_blank", text: `@${lead.telegram}` }),
  ].filter(Boolean);
}

/**
 * A lead in the list.
 *
 * @param {{onOpen: (id: string) => void, onChanged: () => void}} options
 * @returns {{root: Element, update: (lead: any) => void}}
 */
export function leadCard({ onOpen, onChanged }) {
  let lead;
  const open = element("button", { type: "button", class: "lead-open", onclick: () => onOpen(lead.id) });
  const need = element("p", { class: "need" });
  const contacts = element("p", { class: "contacts" });
  const foot = element("p", { class: "lead-foot" });
  const alert = element("p", { class: "alert", role: "alert" });
  const status = statusPicker({
    nameOf: () => (lead ? titleOf(lead) : ""),
    onSaved: onChanged,
    onFailed: (sentence) => liveText(alert, sentence),
  });
  const head = element("div", { class: "lead-head" }, element("h3", {}, open), status.root);

  return {
    root: element("article", { class: "card lead" }, head, need, contacts, foot, alert),
    update(fresh) {
      // Polling brings the same lead again and again: then nothing is touched.
      const same = JSON.stringify(fresh) === JSON.stringify(lead);
      lead = fresh;
      status.update(lead);
      if (same) return;
      live(open, () => {
        setText(open, titleOf(lead));
        open.title = t("lead.open", { name: titleOf(lead) });
      });
      need.textContent = lead.summary ?? "";
      contacts.replaceChildren(...contactLinks(lead));
      foot.replaceChildren(timeAgo(lead.created_at), scoreOf(lead.score), announcementLine(lead.announcement));
      liveText(alert, () => "");
    },
  };
}

/** How much is known of a lead, and on hover what that is made of. */
export function scoreOf({ value, reasons }) {
  return live(element("span", { class: "score" }), (score) => {
    setText(score, t("lead.points", { value }));
    score.title = reasons.map(({ code, points }) => `${t(`lead.${code}`)} +${points}`).join(", ");
  });
}

/** Whether the company has been told about a lead, and what stands in the way. */
export function announcementLine({ state, attempts, last_error: reason }) {
  const pictures = { sent: "check", failed: "warning" };
  const key = state === "pending" && attempts > 0 && reason ? "retrying" : state;
  const words = liveText(element("span"), () => t(`announcement.${key}`, { attempts, reason: reason ?? "" }));
  return element("span", { class: "announcement", "data-state": state }, icon(pictures[state] ?? "clock"), words);
}
