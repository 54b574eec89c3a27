import { account } from "../session/session";
import { narrow } from "../state/media";
import { href } from "../state/route";
import { Icon } from "../ui/Icon";

/** Whose app this is. */
export function TopBar() {
  const company = account.value?.company_name ?? "";
  return (
    <header class="top">
      <a class="brand" href={href(["leads"])}>
        <Icon name="mark" />
        <span class={narrow.value && company ? "unseen" : ""}>Leadline</span>
      </a>
      {company && <span class="company">{company}</span>}
    </header>
  );
}
