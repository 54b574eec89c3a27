/** Rules of the app and of the chat that need no browser. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { load } from "./units.mjs";

const { segmentsOf, sourceOf } = await load("lead/sources.ts");
const { ticks, labelled } = await load("usage/scale.ts");
const { readEvents } = await load("../chat/wire/events.ts");
const { readableOn } = await load("../chat/color.ts");
const { CITIES_RU } = await load("i18n/cities-ru.ts");

const words = (field, start, end, more = {}) => ({ field, message_id: "m", start, end, value: field, question: null, ...more });

describe("the Russian names of time zones", () => {
  it("are of zones that there are, and in Russian", () => {
    for (const [zone, city] of Object.entries(CITIES_RU)) {
      assert.doesNotThrow(() => new Intl.DateTimeFormat("en", { timeZone: zone }), zone);
      assert.match(city, /^[А-ЯЁ][А-Яа-яЁё -]+$/, zone);
    }
  });
  it("cover every zone of Russia", () => {
    const russian = Intl.supportedValuesOf("timeZone").filter((zone) => {
      const format = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "long" });
      return /Moscow|Samara|Yekaterinburg|Omsk|Novosibirsk|Krasnoyarsk|Irkutsk|Yakutsk|Vladivostok|Magadan|Sakhalin/.test(
        format.format(),
      );
    });
    assert.ok(russian.length > 15, String(russian));
    assert.deepEqual(
      russian.filter((zone) => !CITIES_RU[zone]),
      [],
    );
  });
});

describe("the words of a message", () => {
  const marked = (text, fields) => segmentsOf(text, "m", fields).map(({ text, sources }) => [text, ...sources]);

  it("are cut where values begin and end, in UTF-16 code units", () => {
    assert.deepEqual(marked("🌹 Анна, 123", [words("name", 3, 7), words("phone", 9, 12)]), [
      ["🌹 "],
      ["Анна", 0],
      [", "],
      ["123", 1],
    ]);
  });
  it("may belong to two values", () => {
    assert.deepEqual(marked("abcd", [words("need", 0, 3), words("name", 2, 4)]), [
      ["ab", 0],
      ["c", 0, 1],
      ["d", 1],
    ]);
  });
  it("stay whole where a value lies outside of them, in another message, or nowhere", () => {
    const elsewhere = [
      words("name", 2, 9),
      words("name", 3, 2),
      words("name", null, null),
      words("name", 0, 2, { message_id: "other" }),
    ];
    assert.deepEqual(marked("abcd", elsewhere), [["abcd"]]);
  });
  it("are those of the value as it is now, or else of the latest", () => {
    const fields = [
      words("phone", 0, 1, { value: "1" }),
      words("phone", 0, 1, { value: "2" }),
      words("phone", 0, 1, { value: "1" }),
    ];
    const at = (field, value, conversation = []) => sourceOf({ fields, conversation }, field, value);
    assert.deepEqual([at("phone", "2"), at("phone", "9"), at("name", "x")], [1, 2, -1]);
  });
  it("are those of the visitor whose conversation is shown, where another one said the same", () => {
    const fields = [words("phone", 0, 1, { value: "1" }), words("phone", 0, 1, { value: "1", message_id: "of another" })];
    assert.equal(sourceOf({ fields, conversation: [{ id: "m" }] }, "phone", "1"), 0);
    assert.equal(sourceOf({ fields, conversation: [] }, "phone", "1"), 1);
  });
});

describe("a stream of events", () => {
  async function read(...pieces) {
    const bytes = pieces.map((piece) => (typeof piece === "string" ? new TextEncoder().encode(piece) : piece));
    const events = [];
    for await (const { event, data } of readEvents(ReadableStream.from(bytes), () => undefined)) events.push([event, data]);
    return events;
  }
  const cases = [
    ["one event", ["event: delta\ndata: 1\n\n"], [["delta", "1"]]],
    ["cut in the middle of a line", ["event: del", "ta\nda", "ta: 1\n", "\n"], [["delta", "1"]]],
    [
      "lines that end with CR and LF, cut between them",
      ["event: a\r", "\ndata: 1\r\n\r", "\nevent: b\ndata: 2\n\n"],
      [
        ["a", "1"],
        ["b", "2"],
      ],
    ],
    ["a comment is none", [": heartbeat\n\n"], []],
    ["data of two lines, and no space after the colon", ["data:1\ndata: 2\n\n"], [["message", "1\n2"]]],
    ["an event that does not end is none", ["event: done\ndata: {}"], []],
  ];
  for (const [name, pieces, events] of cases) {
    it(name, async () => assert.deepEqual(await read(...pieces), events));
  }
  it("letters cut in two", async () => {
    const bytes = new TextEncoder().encode("data: Ж\n\n");
    assert.deepEqual(await read(bytes.slice(0, 7), bytes.slice(7)), [["message", "Ж"]]);
  });
});

describe("the axis of a plot", () => {
  const cases = [
    [0, [0, 1]],
    [1, [0, 1]],
    [7, [0, 2, 4, 6, 8]],
    [95, [0, 50, 100]],
    [410_000, [0, 200_000, 400_000, 600_000]],
  ];
  for (const [highest, expected] of cases) it(`up to ${highest}`, () => assert.deepEqual(ticks(highest), expected));
  it("names the last day, and others evenly", () => assert.deepEqual(labelled(7, 3), [0, 3, 6]));
});

describe("letters on a colour", () => {
  for (const [color, ink] of [
    ["#0b6b62", "#ffffff"],
    ["#ffffff", "#000000"],
    ["#000000", "#ffffff"],
    ["#ffd400", "#000000"],
  ]) {
    it(`${ink} on ${color}`, () => assert.equal(readableOn(color), ink));
  }
});
