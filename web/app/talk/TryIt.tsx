import { useEffect } from "preact/hooks";

import { deleteTests } from "../api/conversations";
import { problemOf } from "../api/problem";
import { sentenceOf } from "../i18n/problem-text";
import { t } from "../i18n/translate";
import { loadAssistant } from "../state/assistant";
import { refresh } from "../state/leads";
import { toast } from "../state/toasts";
import { Icon } from "../ui/Icon";
import { Page } from "../ui/Page";
import { restartTalk } from "./own-talk";
import { TalkBox } from "./TalkBox";

/** Tests are marked, and deleted together. */
function DeleteTests() {
  async function run() {
    try {
      await deleteTests();
      restartTalk();
      void refresh();
      toast(t("test.deleted"));
    } catch (error) {
      const problem = problemOf(error);
      if (problem) toast(sentenceOf(problem), { kind: "failed" });
    }
  }
  return (
    <button type="button" class="quiet danger" title={t("test.about")} onClick={run}>
      <Icon name="trash" />
      {t("test.delete")}
    </button>
  );
}

export function TryIt() {
  useEffect(() => {
    void loadAssistant();
  }, []);
  return (
    <Page title={t("nav.try")} full actions={<DeleteTests />}>
      <TalkBox />
    </Page>
  );
}
