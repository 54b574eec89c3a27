import { useSignal } from "@preact/signals";

import { linkTelegram, testTelegram, unlinkTelegram } from "../api/assistant";
import type { TelegramLink } from "../api/contract";
import { problemOf } from "../api/problem";
import { fieldSentence, sentenceOf } from "../i18n/problem-text";
import { t } from "../i18n/translate";
import { saved } from "../state/assistant";
import { lookAtProgress } from "../state/onboarding";
import { toast } from "../state/toasts";
import { Icon } from "../ui/Icon";
import { TelegramForm } from "./TelegramForm";

/** Where leads are announced. A chat is linked once a test message has arrived in it. */
export function TelegramLinker() {
  const link = saved.value?.telegram;
  function take(telegram: TelegramLink) {
    if (saved.value) saved.value = { ...saved.value, telegram };
    void lookAtProgress();
  }
  async function connect(chatId: string) {
    take(await linkTelegram(chatId));
    toast(t("telegram.arrived"));
  }
  return (
    <div class="stack">
      {link?.linked ? <Linked link={link} onChange={take} onLink={connect} /> : <Steps />}
      {!link?.linked && <TelegramForm onLink={connect} />}
    </div>
  );
}

function Steps() {
  return (
    <ol class="steps-text">
      <li>{t("telegram.step.1")}</li>
      <li>{t("telegram.step.2")}</li>
      <li>{t("telegram.step.3")}</li>
    </ol>
  );
}

interface LinkedProps {
  link: TelegramLink;
  onChange: (link: TelegramLink) => void;
  onLink: (chatId: string) => Promise<void>;
}

function Linked({ link, onChange, onLink }: LinkedProps) {
  const busy = useSignal(false);
  async function run(work: () => Promise<void>) {
    busy.value = true;
    try {
      await work();
    } catch (error) {
      const problem = problemOf(error);
      const [first] = problem?.errors ?? [];
      if (problem) toast(first ? fieldSentence(first) : sentenceOf(problem), { kind: "failed" });
    } finally {
      busy.value = false;
    }
  }
  const test = async () => {
    onChange(await testTelegram());
    toast(t("telegram.test_sent"));
  };
  const unlink = async () => {
    await unlinkTelegram();
    onChange({ linked: false, chat_id: null });
    const again = () => void run(() => onLink(link.chat_id ?? ""));
    toast(t("telegram.unlinked"), link.chat_id ? { action: { label: t("undo"), run: again } } : {});
  };
  return (
    <>
      <p class="seen" data-done>
        <Icon name="check" />
        <span>{t("telegram.linked", { chat: link.chat_id ?? "" })}</span>
      </p>
      <div class="row wrap">
        <button type="button" class="outlined" aria-busy={busy.value} onClick={() => void run(test)}>
          {t("telegram.test")}
        </button>
        <button type="button" class="quiet danger" aria-busy={busy.value} onClick={() => void run(unlink)}>
          {t("telegram.unlink")}
        </button>
      </div>
    </>
  );
}
