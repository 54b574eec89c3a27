/** The inbox: live, searched, and worked from the keyboard and by the pointer. The environment is described in browser.mjs. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { setTimeout } from "node:timers/promises";

import { newOwner, register, visitorSays, withPage } from "./browser.mjs";

describe("the inbox", () => {
  let token;
  before(async () => {
    token = await register(newOwner());
    await visitorSays(token, "one", "Нужен букет, телефон 8 (916) 000-00-01");
    await visitorSays(token, "two", "Нужны розы, телефон 8 (916) 000-00-02");
  });

  it("shows a lead that comes in while it is open", async () => {
    await withPage({ token }, async (page) => {
      await page.locator("[data-lead]").nth(1).waitFor();
      const before = await page.locator("[data-lead]").count();
      await visitorSays(token, "three", "Телефон 8 (916) 000-00-03");
      await page.locator("[data-lead]").nth(before).waitFor();
      await page.getByText(/^Новая заявка: /).waitFor();
    });
  });

  it("does not send the list again while nothing has changed", async () => {
    await withPage({ token }, async (page) => {
      await page.locator("[data-lead]").first().waitFor();
      await page.waitForResponse((response) => response.url().includes("/api/leads?") && response.status() === 304);
    });
  });

  it("looks seldom where nobody is there, and at once when somebody comes back", async () => {
    const prepare = (page) => page.clock.install();
    await withPage({ token, prepare }, async (page) => {
      const isLook = (exchange) => exchange.url().includes("/api/leads?");
      let looks = 0;
      let answers = 0;
      page.on("request", (request) => isLook(request) && looks++);
      page.on("response", (response) => isLook(response) && answers++);
      /** How many looks there are within that many milliseconds; the next second comes when each has its answer. */
      async function looksWithin(time) {
        const before = looks;
        for (let passed = 0; passed < time; passed += 1000) {
          await page.clock.runFor(1000);
          for (let waits = 0; waits < 100 && (waits === 0 || answers < looks); waits++) await setTimeout(20);
        }
        return looks - before;
      }
      await page.locator("[data-lead]").first().waitFor();
      // From now on time passes only where the test says so, however slow the machine is.
      await page.clock.pauseAt(Date.now() + 60_000);
      await page.mouse.move(10, 10);
      const attended = await looksWithin(40_000);
      assert.ok(attended >= 9 && attended <= 11, `${attended} looks`);
      await looksWithin(40_000);
      const unattended = await looksWithin(60_000);
      assert.ok(unattended >= 2 && unattended <= 3, `${unattended} looks`);
      const look = page.waitForRequest(isLook);
      await page.mouse.move(20, 20);
      await look;
    });
  });

  it("finds a lead and keeps the search over a reload", async () => {
    await withPage({ token }, async (page) => {
      await page.locator("[data-lead]").nth(1).waitFor();
      await page.getByRole("searchbox").fill("0000001");
      await page.waitForFunction(() => document.querySelectorAll("[data-lead]").length === 1);
      await page.reload();
      await page.waitForFunction(() => document.querySelectorAll("[data-lead]").length === 1);
      assert.equal(await page.getByRole("searchbox").inputValue(), "0000001");
      await page.getByRole("button", { name: "Сбросить фильтр" }).click();
      await page.locator("[data-lead]").nth(1).waitFor();
    });
  });

  it("moves a card by the keyboard, and the focus goes with it", async () => {
    await withPage({ token, at: "#/leads?view=board" }, async (page) => {
      const card = page.locator('[data-column="new"] [data-lead]').first();
      const id = await card.getAttribute("data-lead");
      await card.focus();
      await page.keyboard.press("Shift+ArrowRight");
      await page.locator(`[data-column="contacted"] [data-lead="${id}"]:focus`).waitFor();
      await page.keyboard.press("Shift+ArrowLeft");
      await page.locator(`[data-column="new"] [data-lead="${id}"]:focus`).waitFor();
      await page.keyboard.press("ArrowDown");
      assert.notEqual(await page.evaluate(() => document.activeElement?.getAttribute("data-lead")), id);
    });
  });

  it("keeps a status that was set, whatever a look that began before it brings", async () => {
    await withPage({ token, at: "#/leads?view=board" }, async (page) => {
      const card = page.locator('[data-column="new"] [data-lead]').first();
      const id = await card.getAttribute("data-lead");
      const bringOld = await holdBack(page, "**/api/leads?*");
      const saved = page.waitForResponse((response) => response.request().method() === "PATCH" && response.ok());
      await card.press("Shift+ArrowRight");
      await saved;
      const next = page.waitForRequest("**/api/leads?*");
      await bringOld();
      await next;
      assert.equal(await page.locator(`[data-column="contacted"] [data-lead="${id}"]:focus`).count(), 1);
    });
  });

  it("keeps a note that was added, whatever a look that began before it brings", async () => {
    await withPage({ token }, async (page) => {
      await page.locator("[data-lead]").first().click();
      await page.getByRole("heading", { name: "Заметки" }).waitFor();
      const bringOld = await holdBack(page, /\/api\/leads\/[0-9a-f-]+$/);
      await page.getByLabel("Новая заметка").fill("Перезвонить в четверг");
      await page.getByRole("button", { name: "Добавить заметку" }).click();
      const note = page.locator(".note").getByText("Перезвонить в четверг");
      await note.waitFor();
      const next = page.waitForRequest(/\/api\/leads\/[0-9a-f-]+$/);
      await bringOld();
      await next;
      assert.equal(await note.count(), 1);
    });
  });

  it("moves a card by dragging, and takes that back", async () => {
    await withPage({ token, at: "#/leads?view=board" }, async (page) => {
      const card = page.locator('[data-column="new"] .board-card').first();
      const id = await card.locator("[data-lead]").getAttribute("data-lead");
      const saved = page.waitForResponse((response) => response.request().method() === "PATCH" && response.ok());
      await card.dragTo(page.locator('[data-column="won"]'));
      await page.locator(`[data-column="won"] [data-lead="${id}"]`).waitFor();
      await saved;
      await page.getByRole("button", { name: "Отменить" }).last().click();
      await page.locator(`[data-column="new"] [data-lead="${id}"]`).waitFor();
    });
  });

  it("goes back to the lead in the list that was open", async () => {
    await withPage({ token }, async (page) => {
      const second = page.locator("[data-lead]").nth(1);
      const id = await second.getAttribute("data-lead");
      await second.press("Enter");
      const pane = page.getByRole("region", { name: "Заявка", exact: true });
      await pane.getByRole("heading", { name: "Разговор" }).waitFor();
      await page.keyboard.press("Escape");
      await page.locator(`[data-lead="${id}"]:focus`).waitFor();
    });
  });
});

/**
 * Waits for the next look at `url`, and keeps its answer back until the function is called that this gives. Later looks get none, or they
 * would set right what the old one has done.
 */
function holdBack(page, url) {
  return new Promise((resolve) => {
    let first = true;
    page.route(url, async (route) => {
      if (route.request().method() !== "GET") return route.continue();
      if (!first) return;
      first = false;
      const { "if-none-match": _, ...headers } = route.request().headers();
      const response = await route.fetch({ headers });
      resolve(() => route.fulfill({ response }));
    });
  });
}
