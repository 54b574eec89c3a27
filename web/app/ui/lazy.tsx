import { signal } from "@preact/signals";
import type { ComponentType } from "preact";

import { t } from "../i18n/translate";
import { Skeleton } from "./Skeleton";

type Loader = () => Promise<ComponentType>;

const loaders: Loader[] = [];

/** A page whose code comes when it is first asked for. */
export function lazy(load: Loader): ComponentType {
  const loaded = signal<ComponentType | null>(null);
  const failed = signal(false);
  async function fetchIt(): Promise<ComponentType> {
    failed.value = false;
    try {
      loaded.value = await load();
      return loaded.value;
    } catch (error) {
      failed.value = true;
      throw error;
    }
  }
  loaders.push(fetchIt);
  return function Lazy() {
    const Component = loaded.value;
    if (Component) return <Component />;
    if (failed.value) return <NotLoaded />;
    fetchIt().catch(() => undefined);
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

/** A new release has taken the place of the one that runs here, or the network is away. */
function NotLoaded() {
  return (
    <div class="blank">
      <p role="alert">{t("page_not_loaded")}</p>
      <button type="button" class="primary" onClick={() => location.reload()}>
        {t("reload")}
      </button>
    </div>
  );
}
