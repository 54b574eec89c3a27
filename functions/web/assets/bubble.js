import { element, icon } from "./dom.js";
import { live, liveText, t } from "./i18n.js";

/**
 * One message of a conversation.
 *
 * @param {{role: "visitor" | "assistant", text: string, spoken?: boolean}} message `spoken`: the text is a transcript
 */
export function bubble({ role, text, spoken = false }) {
  const author = liveText(element("span", { class: "unseen" }), () => `${t(`chat.${role}`)}: `);
  const words = element("p", { class: "words" }, spoken ? spokenMark() : null, element("span", { class: "said", text }));
  return element("div", { class: `bubble ${role}` }, author, words);
}

function spokenMark() {
  const mark = element("span", { class: "spoken", role: "img" }, icon("microphone"));
  return live(mark, () => {
    mark.setAttribute("aria-label", t("voice.spoken"));
    mark.title = t("voice.spoken");
  });
}
