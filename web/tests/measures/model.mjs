/** A stand-in of OpenAI's chat completions that streams a sentence, a word every twenty milliseconds, and knows when it began. */
import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";

const SENTENCE = "Hello , a bouquet of peonies is 35 dollars , and we deliver today .".split(/(?= )/);
const WORD = 20;

export async function startModel() {
  const model = { begunAt: 0 };
  const server = createServer(async (request, response) => {
    const { model: name, stream } = await json(request);
    if (!stream) {
      response.writeHead(400).end();
      return;
    }
    response.writeHead(200, { "content-type": "text/event-stream" });
    const tell = (choices, usage = null) => {
      const chunk = { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: name, choices, usage };
      response.write(`data: ${JSON.stringify(chunk)}\n\n`);
    };
    tell([{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }]);
    await pause(WORD);
    model.begunAt = Date.now();
    for (const content of SENTENCE) {
      tell([{ index: 0, delta: { content }, finish_reason: null }]);
      await pause(WORD);
    }
    tell([{ index: 0, delta: {}, finish_reason: "stop" }]);
    tell([], { prompt_tokens: 100, completion_tokens: SENTENCE.length, total_tokens: 100 + SENTENCE.length });
    response.end("data: [DONE]\n\n");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  model.url = `http://127.0.0.1:${server.address().port}/v1`;
  model.end = () => {
    server.close();
    server.closeAllConnections();
  };
  return model;
}
