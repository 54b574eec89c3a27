/** Voice, with a microphone that plays a file. The environment is described in browser.mjs. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { speech, withMicrophone } from "../microphone.mjs";
import { hostPage, input, json, newSite, onPage, openChat, problem, replies, script, scriptTag } from "./browser.mjs";

describe("voice in the widget", () => {
  let html;
  before(async () => {
    html = hostPage({ body: scriptTag(await newSite()) });
  });

  /** `loudness` of each sample, by its second; null: the microphone is not allowed. */
  async function speaking(loudness, work, { expected } = {}) {
    const permissions = loudness ? ["microphone"] : [];
    await withMicrophone(loudness ?? (() => 0), (browser) =>
      onPage({ html, in: browser, permissions, expected }, async (page) => {
        await openChat(page);
        await work(page);
      }),
    );
  }
  const start = (page) => page.getByRole("button", { name: "Record a voice message" }).click();
  const finish = async (page) => {
    await page.getByRole("timer").filter({ hasText: "0:02" }).waitFor();
    await page.getByRole("button", { name: "Finish the recording" }).click();
  };

  it("turns words into a text that can be edited, and sends it as spoken", async () => {
    await speaking(speech, async (page) => {
      // The demonstration hears nothing.
      const asked = await script(page, "widget/transcript", [json({ transcript: "I need a bouquet" })]);
      await start(page);
      await finish(page);
      await page.getByText("Check the text and send it.").waitFor();
      assert.match(await asked[0].headerValue("content-type"), /^multipart\/form-data/);
      assert.match(asked[0].postDataBuffer().toString("latin1"), /filename="voice\.webm"\r\nContent-Type: audio\/webm\r\n/);
      assert.equal(await input(page).inputValue(), "I need a bouquet");
      await page.locator("leadline-widget .input:focus").waitFor();
      await page.keyboard.press("End");
      await page.keyboard.type(", please");
      const sent = page.waitForRequest((request) => request.url().endsWith("widget/chat") && request.method() === "POST");
      await page.keyboard.press("Enter");
      const { message, spoken } = (await sent).postDataJSON();
      assert.match(message, /, please$/);
      assert.equal(spoken, true);
      await replies(page).nth(1).waitFor();
      await page.locator("leadline-widget .said.visitor").getByRole("img", { name: "Voice message" }).waitFor();
    });
  });

  for (const [name, loudness] of [
    ["silence", () => 0],
    ["the noise of a room", () => (Math.random() - 0.5) * 0.004],
  ]) {
    it(`sends nothing of ${name}, and says so`, async () => {
      await speaking(loudness, async (page) => {
        const asked = await script(page, "widget/transcript", []);
        await start(page);
        await finish(page);
        await page.getByText("No speech was heard, so nothing was sent.").waitFor();
        await page.locator("leadline-widget .input:focus").waitFor();
        assert.equal(asked.length, 0);
      });
    });
  }

  it("does not go on listening in a chat that is closed", async () => {
    await speaking(speech, async (page) => {
      const asked = await script(page, "widget/transcript", []);
      await start(page);
      await page.getByRole("timer").filter({ hasText: "0:01" }).waitFor();
      await page.evaluate(() => window.Leadline.close());
      await page.evaluate(() => window.Leadline.open());
      await input(page).waitFor();
      assert.equal(asked.length, 0);
    });
  });

  it("cancels a recording from the keyboard and stays open", async () => {
    await speaking(speech, async (page) => {
      await start(page);
      await page.getByRole("timer").filter({ hasText: "0:01" }).waitFor();
      await page.keyboard.press("Escape");
      await page.locator("leadline-widget .input:focus").waitFor();
      assert.equal(await input(page).inputValue(), "");
    });
  });

  it("keeps a recording that could not be understood for another attempt", async () => {
    const understood = async (page) => {
      await script(page, "widget/transcript", [problem(503, "unavailable"), json({ transcript: "Roses" })]);
      await start(page);
      await finish(page);
      await page.getByText("The service is not available right now.").waitFor();
      await page.getByRole("button", { name: "Try again" }).click();
      await page.getByText("Check the text and send it.").waitFor();
      assert.equal(await input(page).inputValue(), "Roses");
    };
    await speaking(speech, understood, { expected: /status of 503/ });
  });

  it("explains a microphone that is not allowed", async () => {
    await speaking(null, async (page) => {
      await start(page);
      await page.getByText("The microphone is blocked for this site.").waitFor();
      await page.locator("leadline-widget .microphone:focus").waitFor();
    });
  });
});
