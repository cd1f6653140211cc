import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventParser } from './parse-events.ts';

const text =
  ': connected\nretry: 2000\nid: a-1\n\n' +
  'id: a-2\nevent: chat_deleted\ndata: {"chat_id":"1"}\n\n' +
  ': heartbeat\n\n' +
  'data: first\ndata:second\n\n' +
  'event: nothing\n\n' +
  'id: a-3\ndata: unfinished';

const events = [
  { name: 'chat_deleted', data: '{"chat_id":"1"}' },
  { name: 'message', data: 'first\nsecond' },
];

test('parses names and data, and keeps the id and the delay of the stream', () => {
  const parser = createEventParser('');
  expect(parser.push(text)).toEqual(events);
  expect(parser.lastEventId).toBe('a-2');
  expect(parser.retryMs).toBe(2_000);
});

test('continues from an id until the stream brings another', () => {
  const parser = createEventParser('a-9');
  expect(parser.push(': connected\n\n')).toEqual([]);
  expect(parser.lastEventId).toBe('a-9');
});

test('gives the same events however the stream is cut, with any line ending', () => {
  const cuts = fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 20 });
  fc.assert(
    fc.property(cuts, fc.constantFrom('\n', '\r\n', '\r'), (at, ending) => {
      const whole = text.replaceAll('\n', ending);
      const parser = createEventParser('');
      const places = [0, ...at.toSorted((one, other) => one - other), whole.length];
      const parts = places.map((start, index) => whole.slice(start, places[index + 1]));
      expect(parts.flatMap((part) => parser.push(part))).toEqual(events);
      expect(parser.lastEventId).toBe('a-2');
    }),
  );
});
