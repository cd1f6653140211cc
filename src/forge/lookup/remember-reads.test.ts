import { describe, expect, test } from 'vitest';
import type { MaybeRead } from '../client/forge-api.ts';
import { toFailed } from '../client/outcomes.ts';
import { toAccess } from '../testing/test-deps.ts';
import { rememberReads } from './remember-reads.ts';

const access = toAccess('one');
const forMs = 60_000;

function createReads() {
  const clock = { nowMs: 0, monotonic: () => clock.nowMs };
  const reads = rememberReads<string | null>(forMs, clock);
  let count = 0;
  const find = (value: MaybeRead<string | null>, by = access) => {
    return reads.find('main', by, async () => {
      count += 1;
      return value;
    });
  };
  return { clock, reads, find, count: () => count };
}

const read = (value: string | null) => ({ kind: 'read', value }) as const;
const unread = { kind: 'unread', status: 500, outcome: toFailed('unavailable', '') } as const;

describe('a remembered value', () => {
  test.each(['rules', null])('is read once, also when it is %s', async (value) => {
    const { find, count } = createReads();
    await find(read(value));
    expect(await find(read('other'))).toEqual(read(value));
    expect(count()).toBe(1);
  });

  test('is read again once its time has passed', async () => {
    const { clock, find } = createReads();
    await find(read('old'));
    clock.nowMs += forMs;
    expect(await find(read('new'))).toEqual(read('new'));
  });

  test('is not given to another token (S12)', async () => {
    const { find } = createReads();
    await find(read('of one'));
    expect(await find(read('of two'), toAccess('two'))).toEqual(read('of two'));
  });

  test('is read by one request for all who want it at once', async () => {
    const { find, count } = createReads();
    const found = await Promise.all([find(read('rules')), find(read('x')), find(read('x'))]);
    expect(found).toEqual([read('rules'), read('rules'), read('rules')]);
    expect(count()).toBe(1);
  });

  test('is not a failure', async () => {
    const { find } = createReads();
    expect(await find(unread)).toEqual(unread);
    expect(await find(read('rules'))).toEqual(read('rules'));
  });

  test('does not depend on a request that was aborted', async () => {
    const { reads, find } = createReads();
    const aborted = reads.find('main', access, () => Promise.reject(new Error('aborted')));
    const other = find(read('rules'));
    await expect(aborted).rejects.toThrow('aborted');
    expect(await other).toEqual(read('rules'));
  });
});
