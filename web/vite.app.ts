import { defineConfig, loadEnv } from "vite";

const here = (path: string) => decodeURIComponent(new URL(path, import.meta.url).pathname);

/** The owner's app. It is built first, so it is the one that empties the folder. */
export default defineConfig(({ mode }) => ({
  root: here("app"),
  // The page may live under a stage such as /prod/.
  base: "./",
  publicDir: false as const,
  build: {
    outDir: loadEnv(mode, here("."), "LEADLINE_").LEADLINE_WEB_OUT ?? here("dist"),
    emptyOutDir: true,
    // The policy of the page allows no inline pictures but data: in <img>, and a file is cached for good.
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    // Browsers that know light-dark() know modulepreload too.
    target: ["chrome123", "edge123", "firefox120", "safari17.5"],
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // What several pages need is one file with the first page: a dozen of small ones would cost a dozen requests.
        codeSplitting: {
          groups: [
            { name: "shared", test: /node_modules|app\/(api|i18n\/(?!en|ru)|inbox|lead|session|shell|state|ui|welcome)\// },
          ],
        },
      },
    },
  },
}));
