import { expect, test } from 'vitest';
import { makeChat, makeOpenStatus, makeStatus } from '../testing/chats.ts';
import { toAnnouncement, toReasons } from './announcer.tsx';

test('only what newly needs a person is announced, many as one sentence', () => {
  const working = [
    makeChat([makeStatus()]),
    makeChat([makeStatus()], { id: 'chat-2', title: 'Other' }),
  ];
  const one = [makeChat([makeOpenStatus()]), ...working.slice(1)];
  const both = one.map(({ id }) => makeChat([makeOpenStatus()], { id }));
  const say = (after: typeof working) =>
    toAnnouncement(toReasons(working), toReasons(after), after);
  expect(say(working)).toBe('');
  expect(say(one)).toBe('Fix the login test: Needs review');
  expect(say(both)).toBe('2 chats changed and need you');
});
