import { signal } from "@preact/signals";

/** What the browser knows of the network: false means that nothing can be reached. */
export const online = signal(navigator.onLine);

for (const event of ["online", "offline"] as const) {
  window.addEventListener(event, () => {
    online.value = event === "online";
  });
}
