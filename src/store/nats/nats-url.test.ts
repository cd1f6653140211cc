import { expect, test } from 'vitest';
import { formatNatsPlace, isNatsUrl, parseNatsUrl } from './nats-url.ts';

test.each([
  'nats://events.example',
  'nats://u:p@10.0.0.1:4333/team-a',
  'tls://token@events.example',
])('%s is accepted', (url) => {
  expect(isNatsUrl(url)).toBe(true);
});

test.each(['events.example', 'http://events.example', 'nats://', 'nats://h/a/b', 'nats://h?x=1'])(
  '%s is refused',
  (url) => {
    expect(isNatsUrl(url)).toBe(false);
  },
);

test('names the server, the user and the subject', () => {
  expect(parseNatsUrl('tls://ada:p%40ss@events.example/team')).toEqual({
    servers: 'events.example:4222',
    user: 'ada',
    pass: 'p@ss',
    token: undefined,
    tls: true,
    subject: 'afterpush.events.team',
  });
  expect(parseNatsUrl('nats://secret@h:1')).toMatchObject({
    servers: 'h:1',
    token: 'secret',
    user: undefined,
    tls: false,
    subject: 'afterpush.events',
  });
});

test('S10: is shown without user and password', () => {
  expect(formatNatsPlace('nats://ada:secret@h:1')).toBe('the events server h:1');
});
