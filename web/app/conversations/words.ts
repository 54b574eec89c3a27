import type { Conversation } from "../api/contract";
import { t } from "../i18n/translate";

/** How a visitor is called who may have no name: by the last digits of the id, which tell two of them apart. */
export function visitorName({ visitor_id }: Conversation): string {
  return t("conversations.visitor", { id: visitor_id.slice(-4).toUpperCase() });
}
