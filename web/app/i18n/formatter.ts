const made = new Map<string, unknown>();

/** A formatter of `Intl`. To make one takes longer than to write a page with it, so each is made once. */
export function formatter<Options, Formatter>(
  Kind: { new (language: string, options: Options): Formatter; name: string },
  language: string,
  options: Options,
): Formatter {
  const key = [Kind.name, language, JSON.stringify(options)].join();
  const known = made.get(key) ?? new Kind(language, options);
  made.set(key, known);
  return known as Formatter;
}
