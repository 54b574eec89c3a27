import { isColor } from "../chat/color";
import { type Speech, speechOf } from "../chat/language";
import type { Config, Look } from "../chat/wire/types";

export interface Options {
  config: Config;
  speech: Speech;
}

/** What the owner set, and over it what the page's own HTML says. A value that cannot be is left out. */
export function optionsOf(config: Config, data: DOMStringMap): Options {
  const { color, side, theme, title, launcher, teaser, zIndex } = data;
  const said: Partial<Look> = {
    ...(isColor(color) && { color }),
    ...((side === "left" || side === "right") && { side }),
    ...((theme === "auto" || theme === "light" || theme === "dark") && { theme }),
    ...(zIndex && /^\d{1,10}$/.test(zIndex) && { z_index: Math.min(Number(zIndex), 2_147_483_647) }),
    ...(title !== undefined && { title }),
    ...(launcher !== undefined && { launcher }),
    ...(teaser !== undefined && { teaser }),
  };
  return { config: { ...config, widget: { ...config.widget, ...said } }, speech: speechOf(data.language, config.language) };
}
