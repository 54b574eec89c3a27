/** Pure functions for Node: one module of the sources, by its path from those of the app, with what it needs, as the build makes it. */
import { build } from "vite";

export async function load(path) {
  const [{ output }] = await build({
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      minify: false,
      lib: { entry: new URL(`../../app/${path}`, import.meta.url).pathname, formats: ["es"] },
    },
  });
  return import(`data:text/javascript;base64,${Buffer.from(output[0].code).toString("base64")}`);
}
