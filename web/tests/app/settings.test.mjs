/** What the server refuses of the settings is shown where it was typed. The environment is described in browser.mjs. */
import assert from "node:assert/strict";
import { before, describe, it } from "node:test";

import { newOwner, register, withPage } from "./browser.mjs";

const SETTINGS = {
  name: "",
  greeting: "",
  languages: ["en", "ru"],
  about: "Flowers",
  questions: [
    { text: "When?", kind: "date", required: true },
    { text: "Which size?", kind: "choice", choices: ["Small", "Large"], required: true },
  ],
  region: "US",
  time_zone: "UTC",
  working_hours: [
    { days: ["mon"], from: "09:00", to: "18:00" },
    { days: ["tue"], from: "09:00", to: "18:00" },
  ],
  hand_off: "",
  allowed_origins: ["https://a.example", "https://b.example"],
  widget: { quick_replies: ["Prices?", "Delivery?"] },
};

/** field, code, the path of the control by its label, what is said there */
const CASES = [
  ["name", "too_long", "Assistant's name", "Use at most 60 characters."],
  ["greeting", "invalid", "Greeting", "Remove control characters."],
  ["about", "too_long", "About", "Use at most 8,000 characters."],
  ["languages", "too_long", "Languages", "Choose at most 10 languages."],
  ["languages[1]", "invalid", "Languages", "Choose each language once, from the list."],
  ["region", "invalid", "Region", "Choose a country from the list."],
  ["time_zone", "invalid", "Time zone", "Choose a time zone from the list."],
  ["hand_off", "too_long", "Hand-off", "Use at most 300 characters."],
  ["questions", "too_long", "Question 2", "Ask at most 10 questions."],
  ["questions[0].text", "empty", "Question 1", "Write the question."],
  ["questions[1].text", "too_long", "Question 2", "Use at most 200 characters."],
  ["questions.1.text", "invalid", "Question 2", "Write it on one line, different from the other questions."],
  ["questions[1].kind", "invalid", "Kind 2", "Choose the kind of answer from the list."],
  ["questions[1].required", "wrong_type", "Required 2", "Turn this on or off."],
  ["questions[1].choices", "too_short", "Choices", "Write at least 2 choices, one per line."],
  ["questions[1].choices", "too_long", "Choices", "Write at most 20 choices."],
  ["questions.1.choices", "invalid", "Choices", "Write choices that differ from each other."],
  ["questions[1].choices[1]", "too_long", "Choices", "Line 2: Use at most 80 characters."],
  ["questions.1.choices.0", "empty", "Choices", "Line 1: Write the choice."],
  ["working_hours", "too_long", "Days 2", "Add at most 14 rows."],
  ["working_hours[1].days", "empty", "Days 2", "Choose at least one day."],
  ["working_hours[0].days[0]", "invalid", "Days 1", "Choose each day once."],
  ["working_hours[1].from", "invalid", "From 2", "Enter a time such as 09:00."],
  ["working_hours[0].to", "invalid", "To 1", "Enter a time later than the start, on the same day."],
  ["allowed_origins", "too_long", "Sites", "List at most 20 sites."],
  [
    "allowed_origins[0]",
    "invalid",
    "Sites",
    "Line 1: Write each site once, as an address such as https://example.com without a path.",
  ],
  ["allowed_origins.1", "too_long", "Sites", "Line 2: Use at most 255 characters."],
  ["widget.color", "invalid", "Color", "Write a color such as #0b6b62."],
  ["widget.theme", "invalid", "Theme", "Choose a theme."],
  ["widget.side", "invalid", "Side", "Choose a side."],
  ["widget.title", "too_long", "title", "Use at most 60 characters."],
  ["widget.launcher", "too_long", "launcher", "Use at most 40 characters."],
  ["widget.teaser", "invalid", "teaser", "Use one line without control characters."],
  ["widget.quick_replies", "too_long", "Replies", "Write at most 6 replies."],
  ["widget.quick_replies[1]", "too_long", "Replies", "Line 2: Use at most 60 characters."],
  ["widget.z_index", "invalid", "Layer", "Enter a whole number from 1 to 2,147,483,647."],
  ["widget.privacy_url", "invalid", "privacy_url", "Write an address that begins with https://."],
];

describe("the settings", () => {
  let token;
  before(async () => {
    token = await register(newOwner(), "en");
    const response = await save(token);
    assert.ok(response.ok, await response.text());
  });

  it("shows each refused field at its own control", async () => {
    await withPage({ token, at: "#/assistant/about", locale: "en-US" }, async (page) => {
      let refused;
      await page.route("**/api/assistant", async (route) => {
        if (route.request().method() !== "PUT") return route.continue();
        const body = { type: "urn:leadline:problem:validation", title: "", status: 422, detail: "", errors: [refused] };
        await route.fulfill({ status: 422, contentType: "application/problem+json", body: JSON.stringify(body) });
      });
      const seen = new Set();
      for (const [field, code, place, sentence] of CASES) {
        refused = { field, code, detail: "" };
        await page.evaluate(() => location.assign("#/assistant/about"));
        await page.locator("textarea").first().fill(`Flowers, ${field} ${code}`);
        await page.locator(".save-bar .primary").click();
        await page
          .locator(".settings [aria-invalid=true]:focus")
          .waitFor({ timeout: 5000 })
          .catch(() => {});
        const focused = await page.evaluate(focusedControl);
        assert.equal(focused.sentence, sentence, `${field} ${code}`);
        assert.equal(focused.wrong, true, `${field} ${code}`);
        seen.add(`${place}=${focused.id}`);
      }
      // Two fields of one place are one control, and two places are two.
      assert.equal(new Set([...seen].map((pair) => pair.split("=")[0])).size, new Set(CASES.map(([, , place]) => place)).size);
    });
  });

  it("asks for the choices of a question without any", async () => {
    await withPage({ token, at: "#/assistant/questions", locale: "en-US" }, async (page) => {
      await page.locator(".question textarea").fill("");
      await page.locator(".save-bar .primary").click();
      await page.locator(".question:nth-child(2) textarea[aria-invalid=true]:focus").waitFor();
      await page.getByText("Write at least 2 choices, one per line.").waitFor();
    });
  });

  it("selects the site that is no address", async () => {
    await withPage({ token, at: "#/assistant/install", locale: "en-US" }, async (page) => {
      const sites = page.getByPlaceholder("https://example.com");
      await sites.fill("https://a.example\n\nshop.example/path\nhttps://b.example");
      await page.locator(".save-bar .primary").click();
      await page.locator("textarea[aria-invalid=true]:focus").waitFor();
      const selected = await sites.evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
      assert.equal(selected, "shop.example/path");
    });
  });
});

function save(token) {
  return fetch(new URL("api/assistant", process.env.LEADLINE_URL), {
    method: "PUT",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(SETTINGS),
  });
}

function focusedControl() {
  const control = document.activeElement;
  const described = (control.getAttribute("aria-describedby") ?? "").split(" ");
  const error = described.map((id) => document.getElementById(id)).find((element) => element?.classList.contains("error"));
  return { id: control.id, sentence: error?.textContent, wrong: control.getAttribute("aria-invalid") === "true" };
}
