import type { ComponentChildren } from "preact";

import { Icon, type IconName } from "./Icon";

/** What stands where there is nothing to show yet. */
export function Blank({ icon, title, children }: { icon: IconName; title: string; children?: ComponentChildren }) {
  return (
    <div class="blank">
      <Icon name={icon} />
      <p class="blank-title">{title}</p>
      {children}
    </div>
  );
}
