import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ConnectionState, EventStream, type LiveEvent } from './event-stream.ts';
import { FakeEventSource } from './testing/fake-event-source.ts';

function connect() {
  const sources: FakeEventSource[] = [];
  const events: LiveEvent[] = [];
  const states: ConnectionState[] = [];
  const stop = new AbortController();
  const network = new EventTarget();
  const connection = new EventStream(
    () => {
      const source = new FakeEventSource();
      sources.push(source);
      return source;
    },
    { onEvent: (event) => events.push(event), onState: (state) => states.push(state) },
    { network },
  );
  connection.run(stop.signal);
  return { sources, events, states, stop, network };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('passes on events with their data, and skips unreadable ones', () => {
  const { sources, events } = connect();
  sources[0]?.emit('chat_deleted', '{"chat_id":"chat-1"}');
  sources[0]?.emit('chat_deleted', 'nonsense');
  expect(events).toEqual([{ name: 'chat_deleted', data: { chat_id: 'chat-1' } }]);
});

test('leaves reconnecting a broken stream to the browser', () => {
  const { sources, states, events } = connect();
  sources[0]?.emit('open');
  sources[0]?.emit('error');
  sources[0]?.emit('open');
  expect(states).toEqual(['connecting', 'live', 'reconnecting', 'live']);
  expect(sources).toHaveLength(1);
  expect(events).toEqual([]);
});

test('opens a new stream and resyncs after a refusal', () => {
  const { sources, states, events } = connect();
  sources[0]?.refuse();
  vi.advanceTimersByTime(1_000);
  sources[1]?.emit('open');
  expect(states).toEqual(['connecting', 'reconnecting', 'live']);
  expect(events).toEqual([{ name: 'resync', data: {} }]);
});

test('is offline after three failures', () => {
  const { sources, states } = connect();
  sources[0]?.emit('error');
  sources[0]?.emit('error');
  sources[0]?.emit('error');
  expect(states.at(-1)).toBe('offline');
});

test('opens a new stream and resyncs when the network changes', () => {
  const { sources, states, events, network } = connect();
  sources[0]?.emit('open');
  network.dispatchEvent(new Event('offline'));
  sources[1]?.refuse();
  network.dispatchEvent(new Event('online'));
  sources[2]?.emit('open');
  vi.advanceTimersByTime(60_000);
  expect(states).toEqual([
    'connecting',
    'live',
    'reconnecting',
    'reconnecting',
    'reconnecting',
    'live',
  ]);
  expect(events).toEqual([{ name: 'resync', data: {} }]);
  expect(sources.map(({ closed }) => closed)).toEqual([true, true, false]);
});

test('opens nothing after the abort', () => {
  const { sources, stop, network } = connect();
  sources[0]?.refuse();
  stop.abort();
  network.dispatchEvent(new Event('online'));
  vi.advanceTimersByTime(60_000);
  expect(sources).toHaveLength(1);
  expect(sources[0]?.closed).toBe(true);
});
