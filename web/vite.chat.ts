import { defineConfig, loadEnv } from "vite";

/** The chat: one module with a hashed name. The loader's build, which comes next, reads that name from the manifest. */
export default defineConfig(({ mode }) => ({
  base: "./",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: loadEnv(mode, ".", "LEADLINE_").LEADLINE_WEB_OUT ?? "dist",
    emptyOutDir: false,
    target: ["chrome123", "firefox124", "safari17.5"],
    modulePreload: false,
    manifest: ".vite/chat.json",
    reportCompressedSize: false,
    rolldownOptions: {
      input: "chat/index.tsx",
      preserveEntrySignatures: "strict",
      output: { format: "es", entryFileNames: "assets/chat-[hash].js" },
    },
  },
}));
