/** One event of a `text/event-stream`. */
export interface StreamEvent {
  event: string;
  data: string;
}

/**
 * Reads server-sent events (HTML Standard, 9.2.6) from a body. EventSource cannot be used: it sends neither a body nor a token.
 *
 * @param onBytes is called for anything that arrives, comments too: the connection is alive
 */
export async function* readEvents(body: ReadableStream<Uint8Array>, onBytes: () => void): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  let event = "";
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (line === "") {
          if (data.length > 0) yield { event: event || "message", data: data.join("\n") };
          event = "";
          data = [];
        } else {
          const [, field, content] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
          if (field === "event") event = content ?? "";
          if (field === "data") data.push(content ?? "");
        }
      }
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
