/** Colours by WCAG 2.2: relative luminance and contrast ratio. */

export const isColor = (text: string | undefined): text is string => /^#[0-9a-f]{6}$/i.test(text ?? "");

type Rgb = [number, number, number];

const parse = (color: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as Rgb;

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The colour of words and pictures on a colour: white where it can be read, since it looks better, and else black. */
export const readableOn = (color: string): string => (1.05 / (luminance(parse(color)) + 0.05) >= 4.5 ? "#ffffff" : "#000000");
