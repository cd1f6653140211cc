import { expect, test } from 'vitest';
import { makeChat, makeOpenStatus, makeStatus } from '../testing/chats.ts';
import { formatAnnouncement, mapReasons } from './announcer.tsx';

test('announces chats that newly need a person, several in one sentence', () => {
  const working = [
    makeChat([makeStatus()]),
    makeChat([makeStatus()], { id: 'chat-2', title: 'Other' }),
  ];
  const one = [makeChat([makeOpenStatus()]), ...working.slice(1)];
  const both = one.map(({ id }) => makeChat([makeOpenStatus()], { id }));
  const announce = (after: typeof working) =>
    formatAnnouncement(mapReasons(working), mapReasons(after), after);
  expect(announce(working)).toBe('');
  expect(announce(one)).toBe('Fix the login test: Needs review');
  expect(announce(both)).toBe('2 chats changed and need you');
});
