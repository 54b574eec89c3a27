/** axe-core in the page. A content security policy without inline scripts lets only the debugger put it there. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const SOURCE = await readFile(createRequire(import.meta.url).resolve(process.env.AXE_CORE ?? "axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"];

/** Fails where the page as it stands breaks a rule of WCAG 2.2 AA that a machine can see. */
export async function assertAccessible(page, where) {
  await page.evaluate(SOURCE);
  const violations = await page.evaluate(async (rules) => {
    const { violations } = await globalThis.axe.run(document, { runOnly: { type: "tag", values: rules } });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ""}`).join(" | ")}`,
    );
  }, RULES);
  assert.deepEqual(violations, [], where);
}
