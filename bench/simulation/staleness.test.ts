import { expect, test } from 'vitest';
import { Staleness } from './staleness.ts';

function arrange() {
  const time = { nowMs: 0 };
  const staleness = new Staleness(1, () => time.nowMs);
  staleness.setTrue(0, { pullRequest: '1', head: 'a', state: 'open' });
  staleness.show(0, { pullRequest: '1', head: 'a', state: 'open' });
  const push = (head: string) =>
    staleness.setTrue(0, { pullRequest: '1', head, state: 'open' }, 'push with a signal');
  const show = (head: string, state = 'open') =>
    staleness.show(0, { pullRequest: '1', head, state });
  return { time, staleness, push, show };
}

test('a change is stale until the board has its value', () => {
  const { time, staleness, push, show } = arrange();
  push('b');
  time.nowMs = 3_000;
  show('b');
  expect(staleness.samples).toEqual([{ kind: 'push with a signal', staleMs: 3_000 }]);
});

test('a change that was overtaken by a later one is stale until the board has the later one', () => {
  const { time, staleness, push, show } = arrange();
  push('b');
  time.nowMs = 1_000;
  push('c');
  time.nowMs = 4_000;
  show('c');
  expect(staleness.samples.map(({ staleMs }) => staleMs)).toEqual([4_000, 3_000]);
});

test('a change that is undone before the board has it is not counted', () => {
  const { staleness, push } = arrange();
  push('b');
  push('a');
  staleness.finish();
  expect(staleness.samples).toEqual([]);
  expect(staleness.undone).toBe(2);
});

test('what is never shown is infinitely stale, and wrong at the end', () => {
  const { staleness, push } = arrange();
  push('b');
  expect(staleness.listWrong(['head', 'state'])).toEqual([
    { branch: 0, facet: 'head', shown: 'a' },
  ]);
  staleness.finish();
  expect(staleness.samples).toEqual([{ kind: 'push with a signal', staleMs: Infinity }]);
});

test('of a merged pull request only the merge counts', () => {
  const { time, staleness, push, show } = arrange();
  push('b');
  staleness.setTrue(0, { pullRequest: '1', head: 'b', state: 'merged' }, 'merge');
  time.nowMs = 2_000;
  show('a', 'merged');
  expect(staleness.samples.map(({ staleMs }) => staleMs)).toEqual([2_000, 2_000]);
  expect(staleness.listWrong(['head', 'state'])).toEqual([]);
});
