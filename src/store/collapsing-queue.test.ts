import { expect, test } from 'vitest';
import { CollapsingQueue } from './collapsing-queue.ts';

async function readAll<Item>(queue: CollapsingQueue<Item>, count: number): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of queue) {
    items.push(item);
    if (items.length === count) break;
  }
  return items;
}

test('passes on all items in order while the reader keeps up', async () => {
  const queue = new CollapsingQueue(3, 'all');
  for (const item of ['a', 'b', 'c']) queue.push(item);

  expect(await readAll(queue, 3)).toEqual(['a', 'b', 'c']);
});

test('replaces all items by one when the reader falls behind', async () => {
  const queue = new CollapsingQueue(3, 'all');
  for (const item of ['a', 'b', 'c', 'd', 'e']) queue.push(item);

  expect(await readAll(queue, 2)).toEqual(['all', 'e']);
});

test('wakes a waiting reader', async () => {
  const queue = new CollapsingQueue(3, 'all');
  const reading = readAll(queue, 1);

  queue.push('a');

  expect(await reading).toEqual(['a']);
});

test('ends when it is disposed, even for a waiting reader', async () => {
  const queue = new CollapsingQueue(3, 'all');
  const reading = readAll(queue, 1);

  queue[Symbol.dispose]();
  queue.push('late');

  expect(await reading).toEqual([]);
});

test('throws the failure that closed it', async () => {
  const queue = new CollapsingQueue(3, 'all');

  queue.close(new Error('broken'));

  await expect(readAll(queue, 1)).rejects.toThrow('broken');
});
