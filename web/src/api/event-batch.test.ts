import { expect, test } from 'vitest';
import { EventBatch } from './event-batch.ts';

function makeBatch() {
  const applied: number[][] = [];
  const frames: (() => void)[] = [];
  const batch = new EventBatch<number>(
    (items) => applied.push(items),
    (flush) => {
      frames.push(flush);
      return () => frames.splice(frames.indexOf(flush), 1);
    },
  );
  return { applied, frames, batch };
}

test('applies all events before a frame at once, in order', () => {
  const { applied, frames, batch } = makeBatch();
  for (let event = 0; event < 200; event += 1) batch.add(event);
  frames.shift()?.();
  expect(applied).toHaveLength(1);
  expect(applied[0]).toEqual(Array.from({ length: 200 }, (_, event) => event));
});

test('applies an event that arrives after a frame with the next one', () => {
  const { applied, frames, batch } = makeBatch();
  batch.add(1);
  frames.shift()?.();
  batch.add(2);
  expect(applied).toEqual([[1]]);
  frames.shift()?.();
  expect(applied).toEqual([[1], [2]]);
});

test('applies nothing after it is stopped', () => {
  const { applied, frames, batch } = makeBatch();
  batch.add(1);
  batch.stop();
  expect(frames).toEqual([]);
  expect(applied).toEqual([]);
});
