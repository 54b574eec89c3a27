/**
 * A phone as people read it. Numbers of the two numbering plans whose groups are the same everywhere; others, and whatever is no phone, stay
 * as they are stored (E.164).
 */
export function readable(value: string): string {
  return value.replace(/^\+([17])(\d{3})(\d{3})(\d{2})(\d{2})$/, (_, plan, area, ...rest: string[]) => {
    const [first, second, third] = rest;
    return plan === "7" ? `+7 ${area} ${first}-${second}-${third}` : `+1 ${area} ${first}-${second}${third}`;
  });
}
