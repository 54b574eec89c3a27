import { defineConfig, loadEnv } from "vite";

const here = (path: string) => decodeURIComponent(new URL(path, import.meta.url).pathname);

/** The page of `/docs`, beside the app's and with its files among theirs. */
export default defineConfig(({ mode }) => ({
  root: here("docs"),
  base: "./",
  publicDir: false as const,
  build: {
    outDir: loadEnv(mode, here("."), "LEADLINE_").LEADLINE_WEB_OUT ?? here("dist"),
    emptyOutDir: false,
    assetsInlineLimit: 0,
    target: ["chrome123", "edge123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Swagger UI is one file of one and a half megabytes, a third of one compressed.
    chunkSizeWarningLimit: 2000,
    rolldownOptions: { input: here("docs/docs.html"), output: { entryFileNames: "assets/docs-[hash].js" } },
  },
}));
