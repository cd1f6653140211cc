import { expect, test } from 'vitest';
import { instant, makeChat, makeStatus, now } from '../testing/chats.ts';
import { isDue } from './use-freshness-polling.ts';

test('a chat is read again soon while a branch of it is being checked or due', () => {
  const waiting = makeStatus({ next_check_at: instant(-30) });
  const checking = makeStatus({ checking: true, next_check_at: null });
  expect(isDue(makeChat([waiting]), now)).toBe(false);
  expect(isDue(makeChat([waiting, checking]), now)).toBe(true);
  expect(isDue(makeChat([makeStatus({ next_check_at: instant(1) })]), now)).toBe(true);
  expect(isDue(makeChat([makeStatus({ next_check_at: null })]), now)).toBe(false);
});
