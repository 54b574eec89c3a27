import { t } from "../i18n/translate";
import { Page } from "../ui/Page";
import { TalkBox } from "./TalkBox";
import { ownTalk } from "./talk";

export function TryIt() {
  return (
    <Page title={t("nav.try")} full>
      <TalkBox talk={ownTalk} />
    </Page>
  );
}
