import { expect, test } from 'vitest';
import { ScrollSpeed } from './scroll-speed.ts';

function scroll(stepPx: number, { frameMs, restMs }: { frameMs: number; restMs: number }) {
  const speed = new ScrollSpeed();
  let now = 1_000;
  for (let step = 1; step <= 3; step += 1) {
    speed.move(step * stepPx, now);
    now += frameMs;
    speed.show(now);
    now += restMs;
  }
  return speed.isFast;
}

test.each([
  ['long steps in quick succession are too fast', 1_300, { frameMs: 5, restMs: 16 }, true],
  ['so are those on a machine that renders slowly', 1_300, { frameMs: 400, restMs: 16 }, true],
  ['short steps are not', 60, { frameMs: 5, restMs: 16 }, false],
  ['a long step after a pause is a jump', 1_300, { frameMs: 5, restMs: 400 }, false],
])('%s', (_, stepPx, times, isFast) => {
  expect(scroll(stepPx, times)).toBe(isFast);
});

test('the first step is a jump', () => {
  const speed = new ScrollSpeed();
  speed.move(5_000, 10);
  expect(speed.isFast).toBe(false);
});
