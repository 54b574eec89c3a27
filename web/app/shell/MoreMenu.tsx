import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";

import { t } from "../i18n/translate";
import { page } from "../state/route";
import { Icon } from "../ui/Icon";
import type { Destination } from "./destinations";
import { NavLink } from "./Navigation";

/** The pages that a phone's bar has no room for. */
export function MoreMenu({ rest }: { rest: Destination[] }) {
  const open = useSignal(false);
  const menu = useRef<HTMLDivElement>(null);
  const id = useId();
  const inside = rest.some(({ path }) => path === page.value);

  useEffect(() => {
    menu.current?.hidePopover();
  }, [page.value]);

  return (
    <>
      <button
        type="button"
        class={inside ? "current" : ""}
        popovertarget={id}
        aria-expanded={open.value}
        aria-label={inside ? `${t("nav.more")}, ${t("nav.current_inside")}` : undefined}
      >
        <Icon name="more" />
        <span>{t("nav.more")}</span>
      </button>
      <div
        id={id}
        ref={menu}
        class="more-menu"
        popover="auto"
        onToggle={(event) => {
          open.value = (event as ToggleEvent).newState === "open";
        }}
      >
        <ul>
          {rest.map((destination) => (
            <li key={destination.path}>
              <NavLink {...destination} />
            </li>
          ))}
        </ul>
      </div>
    </>
  );
}
