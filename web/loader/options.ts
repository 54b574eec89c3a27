import { isColor } from "../chat/color";
import { type Speech, speechOf } from "../chat/language";
import type { Config, Look, Theme } from "../chat/wire/types";

export interface Options {
  config: Config;
  speech: Speech;
}

/** What the owner set, and over it what the page's own HTML says. A value that cannot be changes nothing. */
export function optionsOf(config: Config, data: DOMStringMap): Options {
  const { color, side, theme, title, launcher, teaser, zIndex } = data;
  const said: Partial<Look> = {
    ...(isColor(color) && { color }),
    ...((side === "left" || side === "right") && { side }),
    ...(theme && { theme: theme as Theme }),
    ...(Number(zIndex) > 0 && { z_index: Number(zIndex) }),
    ...(title !== undefined && { title }),
    ...(launcher !== undefined && { launcher }),
    ...(teaser !== undefined && { teaser }),
  };
  return { config: { ...config, widget: { ...config.widget, ...said } }, speech: speechOf(data.language, config.language) };
}
