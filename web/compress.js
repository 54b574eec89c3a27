/** Puts a compressed copy beside each file that is worth it: what a browser asks for is then sent as it lies there. */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const out = process.env.LEADLINE_WEB_OUT ?? "dist";
const worthIt = /\.(css|html|js|svg)$/;

for (const name of readdirSync(out, { recursive: true, encoding: "utf8" })) {
  const file = join(out, name);
  if (worthIt.test(name) && statSync(file).isFile()) {
    const content = readFileSync(file);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    writeFileSync(`${file}.br`, brotliCompressSync(content, { params }));
  }
}
