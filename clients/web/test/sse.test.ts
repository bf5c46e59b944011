import { expect, test } from 'vitest';
import { parseEvents, type ServerEvent } from '../src/lib/sse';

/** The text as a stream that arrives in pieces of `size` bytes. */
function streamOf(text: string, size: number): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
}

async function read(text: string, size = 1024): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of parseEvents(streamOf(text, size))) events.push(event);
  return events;
}

test.each([1, 2, 3, 7, 1024])('events survive pieces of %d bytes', async (size) => {
  expect(await read('event: processing\ndata: {"año":1}\n\ndata: second\n\n', size)).toEqual([
    { name: 'processing', data: '{"año":1}' },
    { name: 'message', data: 'second' },
  ]);
});

test('comments, ids and retry hints are no events', async () => {
  expect(await read(': keep-alive\n\nid: 7\nretry: 100\n\n')).toEqual([]);
});

test('several data lines are one text', async () => {
  expect(await read('data: a\ndata:b\ndata\n\n')).toEqual([{ name: 'message', data: 'a\nb\n' }]);
});

test('all three line ends are understood', async () => {
  expect(await read('data: a\r\n\r\ndata: b\r\rdata: c\n\n')).toHaveLength(3);
});

test('an event without its blank line is dropped', async () => {
  expect(await read('data: a\n\ndata: b\n')).toEqual([{ name: 'message', data: 'a' }]);
});
