import { useEffect } from "preact/hooks";

import { t } from "../i18n/translate";
import { loadAssistant } from "../state/assistant";
import { Page } from "../ui/Page";
import { TalkBox } from "./TalkBox";

export function TryIt() {
  useEffect(() => {
    void loadAssistant();
  }, []);
  return (
    <Page title={t("nav.try")} full>
      <TalkBox />
    </Page>
  );
}
