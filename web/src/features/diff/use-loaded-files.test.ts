import './testing/navigator.ts';

import { expect, test } from 'vitest';
import { TaskQueue } from './use-loaded-files.ts';

test('runs tasks in order, a limited number at a time', async () => {
  const queue = new TaskQueue(2);
  const log: string[] = [];
  const ends: (() => void)[] = [];
  for (const name of ['a', 'b', 'c']) {
    queue.add(() => {
      log.push(name);
      return new Promise((resolve) => ends.push(resolve));
    });
  }
  expect(log).toEqual(['a', 'b']);
  ends[0]?.();
  await expect.poll(() => log).toEqual(['a', 'b', 'c']);
});
