import { signal } from "@preact/signals";
import type { ComponentType } from "preact";

import { t } from "../i18n/translate";
import { online } from "../state/online";
import { Icon } from "./Icon";
import { Skeleton } from "./Skeleton";

const loaders: (() => Promise<void>)[] = [];

/** A page whose code comes when it is first asked for. */
export function lazy(load: () => Promise<ComponentType>): ComponentType {
  const loaded = signal<ComponentType | null>(null);
  const failed = signal(false);
  async function bring(): Promise<void> {
    loaded.value = await load();
  }
  loaders.push(bring);
  // A network that is back is another chance.
  online.subscribe((there) => {
    if (there) failed.value = false;
  });
  return function Lazy() {
    const Component = loaded.value;
    if (Component) return <Component />;
    if (failed.value) return <NotLoaded />;
    bring().catch(() => {
      failed.value = true;
    });
    return <Skeleton />;
  };
}

/** Brings the code of the other pages once there is nothing else to do, so that going there takes no time. */
export function preloadPages(): void {
  const idle = globalThis.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 1500));
  idle(() => {
    for (const load of loaders) load().catch(() => undefined);
  });
}

/** The network is away, or a new release has taken the place of the one that runs here. */
function NotLoaded() {
  return (
    <div class="blank">
      <Icon name="warning" />
      <p role="alert">{t(online.value ? "page_not_loaded" : "page_awaits_network")}</p>
      {online.value && (
        <button type="button" class="primary" onClick={() => location.reload()}>
          {t("reload")}
        </button>
      )}
    </div>
  );
}
