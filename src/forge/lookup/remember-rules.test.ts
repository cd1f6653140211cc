import { expect, test } from 'vitest';
import type { MaybeRead } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import { toAccess } from '../testing/test-deps.ts';
import { isBaseRefused, rememberRules } from './remember-rules.ts';

const access = toAccess('one');
const forMs = 60_000;

function createRules() {
  const clock = { nowMs: 0, monotonic: () => clock.nowMs };
  const rules = rememberRules<string>(forMs, clock);
  const find = (value: MaybeRead<string | null>, by = access) => {
    return rules.find('main', by, async () => value);
  };
  return { clock, find };
}

const read = (value: string | null) => ({ kind: 'read', value }) as const;
const unavailable = { kind: 'unread', status: 502, outcome: toFailed('unavailable', '') } as const;
const page = { kind: 'unread', status: 200, outcome: toFailed('malformed', '') } as const;
const forbidden = { kind: 'unread', status: 403, outcome: toFailed('forbidden', '') } as const;

test.each([
  ['the forge is unavailable', unavailable],
  ['a proxy responds with a page', page],
])('the last known rules apply while %s (S9)', async (_, failure) => {
  const { clock, find } = createRules();
  await find(read('build'));
  clock.nowMs += 10 * forMs;
  expect(await find(failure)).toEqual(read('build'));
});

test('rules that another token read do not apply (S12)', async () => {
  const { find } = createRules();
  await find(read('build'));
  expect(await find(unavailable, toAccess('two'))).toEqual(unavailable);
});

test('a refusal replaces the last known rules (S16)', async () => {
  const { clock, find } = createRules();
  await find(read('build'));
  clock.nowMs += forMs;
  expect(await find(forbidden)).toEqual(read(null));
});

test('a base branch that is not found is no refusal: it was renamed or deleted', async () => {
  const missing = { kind: 'unread', status: 404, outcome: toFailed('not_found', '') } as const;
  const rules = rememberRules<string>(forMs, { monotonic: () => 0 }, isBaseRefused);
  const find = (value: MaybeRead<string | null>) => rules.find('main', access, async () => value);
  expect(await find(missing)).toEqual(missing);
  expect(await find(read('build'))).toEqual(read('build'));
});

test('rules that were never read are unknown once they failed for long', async () => {
  const { clock, find } = createRules();
  expect(await find(unavailable)).toEqual(unavailable);
  clock.nowMs += forMs - 1;
  expect(await find(unavailable)).toEqual(unavailable);
  clock.nowMs += 1;
  expect(await find(unavailable)).toEqual(read(null));
});
