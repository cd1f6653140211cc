import { describe, expect, test } from 'vitest';
import { mapConcurrently } from './bounded-concurrency.ts';

describe('mapping concurrently', () => {
  test('preserves the order and respects the limit', async () => {
    let running = 0;
    let most = 0;
    const results = await mapConcurrently([5, 4, 3, 2, 1], 2, async (item) => {
      running += 1;
      most = Math.max(most, running);
      for (let turn = 0; turn < item; turn += 1) await Promise.resolve();
      running -= 1;
      return item * 10;
    });
    expect(results).toEqual([50, 40, 30, 20, 10]);
    expect(most).toBe(2);
  });

  test('returns an empty list for an empty list', async () => {
    expect(await mapConcurrently([], 3, () => Promise.reject(new Error('never')))).toEqual([]);
  });

  test('starts no call after a failure and waits for running ones', async () => {
    const started: number[] = [];
    let ended = false;
    const mapping = mapConcurrently([1, 2, 3, 4], 2, async (item) => {
      started.push(item);
      if (item === 1) throw new Error('broken');
      await new Promise((resolve) => setImmediate(resolve));
      ended = true;
    });
    await expect(mapping).rejects.toThrow('broken');
    expect(started).toEqual([1, 2]);
    expect(ended).toBe(true);
  });
});
