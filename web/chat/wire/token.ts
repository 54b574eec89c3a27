/** Where the visitor's token is kept between two pages: one entry of localStorage, and nothing where a browser refuses that. */
export interface TokenStore {
  read(): string | undefined;
  write(token: string): void;
  clear(): void;
}

/** The name of the entry; another site's widget on the same page has its own. */
export const entryOf = (site: string): string => `leadline:${site}`;

/** Only the mention of localStorage throws in a sandbox or with storage denied, so each use is on its own. */
export function tokenStore(site: string): TokenStore {
  const entry = entryOf(site);
  const attempt = <T>(use: () => T): T | undefined => {
    try {
      return use();
    } catch {
      return undefined;
    }
  };
  return {
    read: () => attempt(() => localStorage.getItem(entry)) ?? undefined,
    write: (token) => attempt(() => localStorage.setItem(entry, token)),
    clear: () => attempt(() => localStorage.removeItem(entry)),
  };
}
