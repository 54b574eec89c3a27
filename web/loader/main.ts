import { widgets } from "./api";
import { ownScript, siteOf } from "./own-script";
import { Widget } from "./widget";

const script = ownScript();
if (script) {
  const all = widgets();
  const site = siteOf(script);
  // Pasted twice, it is still one widget.
  if (!all.has(site)) {
    const widget: Widget = new Widget({
      site,
      base: new URL(".", script.src).href,
      data: { ...script.dataset },
      onDestroy: () => all.delete(site),
      below: (side): number => [...all.values()].filter((other) => other !== widget && other.side === side).length,
    });
    all.set(site, widget);
    void widget.start();
  }
} else console.warn("Leadline: the script has no data-site.");
