// A reader of the server-sent events format (HTML standard, section "Server-sent events"), as far as the app needs it.

export interface ServerEvent {
  /** The event's name, `message` where none is given. */
  name: string;
  data: string;
  /** Where to go on after it, if the server says so. */
  id?: string;
}

/** Splits a byte stream into events. Comments (keep-alives) and retry hints are skipped. */
export async function* parseEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const blocks = rest.split(/\r\n\r\n|\n\n|\r\r/);
      // The last piece has no blank line behind it yet; at the end of the stream the standard drops it.
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const event = parseBlock(block);
        if (event) yield event;
      }
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function parseBlock(block: string): ServerEvent | undefined {
  let name = 'message';
  let id: string | undefined;
  const data: string[] = [];
  for (const line of block.split(/\r\n|\n|\r/)) {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') name = value;
    if (field === 'data') data.push(value);
    if (field === 'id') id = value;
  }
  return data.length > 0 ? { name, data: data.join('\n'), ...(id !== undefined && { id }) } : undefined;
}
