import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ConnectionState, LiveConnection, type LiveEvent } from './live-connection.ts';
import { FakeSource } from './testing/fake-source.ts';

function connect() {
  const sources: FakeSource[] = [];
  const events: LiveEvent[] = [];
  const states: ConnectionState[] = [];
  const stop = new AbortController();
  const network = new EventTarget();
  const connection = new LiveConnection(
    () => {
      const source = new FakeSource();
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

test('events are told with their data, unreadable ones are not', () => {
  const { sources, events } = connect();
  sources[0]?.emit('chat_deleted', '{"chat_id":"chat-1"}');
  sources[0]?.emit('chat_deleted', 'nonsense');
  expect(events).toEqual([{ name: 'chat_deleted', data: { chat_id: 'chat-1' } }]);
});

test('a broken stream is the browser’s to mend', () => {
  const { sources, states, events } = connect();
  sources[0]?.emit('open');
  sources[0]?.emit('error');
  sources[0]?.emit('open');
  expect(states).toEqual(['connecting', 'live', 'reconnecting', 'live']);
  expect(sources).toHaveLength(1);
  expect(events).toEqual([]);
});

test('a refused stream is opened anew, and what was missed is read again', () => {
  const { sources, states, events } = connect();
  sources[0]?.refuse();
  vi.advanceTimersByTime(1_000);
  sources[1]?.emit('open');
  expect(states).toEqual(['connecting', 'reconnecting', 'live']);
  expect(events).toEqual([{ name: 'resync', data: {} }]);
});

test('after three failures the page says that it is offline', () => {
  const { sources, states } = connect();
  sources[0]?.emit('error');
  sources[0]?.emit('error');
  sources[0]?.emit('error');
  expect(states.at(-1)).toBe('offline');
});

test('when the network comes or goes, the stream is opened anew and what was missed is read again', () => {
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

test('after the abort nothing is opened', () => {
  const { sources, stop, network } = connect();
  sources[0]?.refuse();
  stop.abort();
  network.dispatchEvent(new Event('online'));
  vi.advanceTimersByTime(60_000);
  expect(sources).toHaveLength(1);
  expect(sources[0]?.closed).toBe(true);
});
