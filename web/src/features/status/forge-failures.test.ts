import { expect, test } from 'vitest';
import { makeChat, makeFailure, makeOpenStatus } from '../../testing/chats.ts';
import { countForgeFailures } from './forge-failures.ts';

test('counts branches that their forge failed to serve, not those of a token or a limit', () => {
  const kinds = ['unavailable', 'timed_out', 'malformed', 'no_token', 'rate_limited'] as const;
  const statuses = kinds.map((kind) => makeOpenStatus({ failure: makeFailure(kind) }));
  expect(countForgeFailures([makeChat(statuses), makeChat([makeOpenStatus()])])).toBe(3);
});
