/** A random UUID. `crypto.randomUUID` is only there over https and on localhost. */
export function uuid() {
  return crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => {
    const random = crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (digit / 4));
    return (digit ^ random).toString(16);
  });
}
