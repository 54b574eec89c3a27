import { useChat } from "./context";
import { Icon } from "./icon";
import { Menu } from "./menu";

/** Whose chat this is. That a machine answers is said at all times (EU AI Act, article 50). */
export function Header() {
  const { config, title, texts, close } = useChat();
  const { name, company_name: company } = config.value;
  const assistant = name && name !== title.value ? name : company === title.value ? "" : company;
  return (
    <header>
      <span class="monogram" aria-hidden="true">
        {[...title.value.replace(/[«»"'“”„]/g, "").trim()][0]?.toLocaleUpperCase()}
      </span>
      <div class="names">
        <h2>{title}</h2>
        <p>{[assistant, texts.assistant].filter(Boolean).join(" · ")}</p>
      </div>
      <Menu />
      {close && (
        <button type="button" class="round" aria-label={texts.close} title={texts.close} onClick={close}>
          <Icon name="close" />
        </button>
      )}
    </header>
  );
}
