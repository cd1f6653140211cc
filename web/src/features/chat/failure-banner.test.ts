import { expect, test } from 'vitest';
import { instant, now } from '../../testing/chats.ts';
import { formatNext } from './chat-banners.tsx';

test.each(['rate_limited', 'unavailable', 'timed_out', 'malformed', 'internal'] as const)(
  'a branch that waits for polling is not said to be tried again: %s',
  (kind) => {
    const failure = { kind, message: '', retry_at: instant(-60) };
    expect(formatNext({ waits_for_polling: true }, failure, now)).toMatch(/^Polling is paused, so/);
    expect(formatNext({ waits_for_polling: false }, failure, now)).not.toContain('Polling');
  },
);

test('what a person has to do does not depend on polling', () => {
  const failure = { kind: 'unauthorized', message: '', retry_at: null } as const;
  expect(formatNext({ waits_for_polling: true }, failure, now)).toContain('Link a new one');
});
