import { defineConfig, loadEnv } from "vite";

interface Manifest {
  [source: string]: { file: string };
}

/** The loader: a classic script under a name that never changes, since it stands in the HTML of other people's sites. */
export default defineConfig(async ({ mode }) => {
  const outDir = loadEnv(mode, ".", "LEADLINE_").LEADLINE_WEB_OUT ?? "dist";
  const manifest = new URL(`${outDir}/.vite/chat.json`, import.meta.url).href;
  const { default: built }: { default: Manifest } = await import(manifest, { with: { type: "json" } });
  return {
    publicDir: false as const,
    define: { __CHAT__: JSON.stringify(built["chat/index.tsx"]?.file) },
    build: {
      outDir,
      emptyOutDir: false,
      target: ["chrome123", "firefox124", "safari17.5"],
      modulePreload: false as const,
      reportCompressedSize: false,
      rolldownOptions: {
        input: "loader/main.ts",
        output: { format: "iife" as const, entryFileNames: "widget.js" },
      },
    },
  };
});
