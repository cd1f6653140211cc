import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FetchEventSource } from './fetch-event-source.ts';

interface Request {
  url: string;
  headers: Record<string, string>;
  options: RequestInit;
}

let requests: Request[];
let respond: (count: number) => Response;

beforeEach(() => {
  requests = [];
  vi.stubGlobal('fetch', async (url: string, options: RequestInit) => {
    requests.push({ url, headers: options.headers as Record<string, string>, options });
    return respond(requests.length);
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** A stream that stays open until the test closes it. */
function openStream(text: string, end = false): Response {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(text));
      if (end) controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

function follow() {
  const seen: string[] = [];
  const source = new FetchEventSource('/api/v1/events');
  for (const name of ['open', 'error', 'chat_deleted']) {
    source.addEventListener(name, ({ data }) =>
      seen.push(typeof data === 'string' ? `${name} ${data}` : name),
    );
  }
  return { source, seen };
}

test('passes on events, and resumes a broken stream after its last event', async () => {
  respond = (count) => {
    const event = `id: ${count}\nevent: chat_deleted\ndata: {"chat_id":"${count}"}\n\n`;
    return openStream(`retry: 1\n\n${event}`, count === 1);
  };
  const { source, seen } = follow();
  await vi.waitFor(() => expect(seen).toHaveLength(5));
  source.close();
  expect(seen).toEqual([
    'open',
    'chat_deleted {"chat_id":"1"}',
    'error',
    'open',
    'chat_deleted {"chat_id":"2"}',
  ]);
  expect(requests.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '1']);
});

test('sends the secret of the page, read again for every stream', async () => {
  const stored = { secret: 'first' };
  vi.stubGlobal('localStorage', { getItem: () => stored.secret });
  respond = (count) => {
    stored.secret = 'second';
    return openStream('retry: 1\n\n', count === 1);
  };
  const { source } = follow();
  await vi.waitFor(() => expect(requests).toHaveLength(2));
  source.close();
  const sent = requests.map(({ headers }) => headers['x-afterpush-session']);
  expect(sent).toEqual(['first', 'second']);
  // A redirect could lead to a server that must not receive it.
  expect(requests.every(({ options }) => options.redirect === 'error')).toBe(true);
});

test.each([
  ['an error', () => new Response('', { status: 503 })],
  ['another content', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
])('is closed by a server that sends %s', async (_, refuse) => {
  respond = refuse;
  const { source, seen } = follow();
  await vi.waitFor(() => expect(seen).toEqual(['error']));
  expect(source.readyState).toBe(2);
  expect(requests).toHaveLength(1);
});

test('keeps trying while the server cannot be reached', async () => {
  respond = (count) => {
    if (count === 1) throw new TypeError('Failed to fetch');
    return openStream(': connected\n\n');
  };
  vi.useFakeTimers();
  const { source, seen } = follow();
  await vi.advanceTimersByTimeAsync(10_000);
  vi.useRealTimers();
  source.close();
  expect(seen).toEqual(['error', 'open']);
});

test('emits nothing after it was closed', async () => {
  respond = () => openStream(': connected\n\n');
  const { source, seen } = follow();
  await vi.waitFor(() => expect(seen).toEqual(['open']));
  source.close();
  expect(requests[0]?.options.signal?.aborted).toBe(true);
  expect(source.readyState).toBe(2);
  expect(seen).toEqual(['open']);
});
