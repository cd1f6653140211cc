import { afterEach, beforeEach, expect, test } from 'vitest';
import { settle } from '../../test/support/fake-clock.ts';
import { FakeChangeFeed } from '../../test/support/http/fake-change-feed.ts';
import { Lifetime } from '../platform/lifetime.ts';
import { startLoop } from './loops.ts';

let changes: FakeChangeFeed;
let lifetime: Lifetime;
let wakes: number;

beforeEach(async () => {
  changes = new FakeChangeFeed();
  lifetime = new Lifetime();
  wakes = 0;
  const loop = {
    run: (signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve());
      }),
    wake: () => {
      wakes += 1;
    },
  };
  const onFailure = (error: unknown) => {
    throw error;
  };
  startLoop(loop, ({ kind }) => kind === 'delivery', { changes, lifetime, onFailure });
  await settle();
});

afterEach(() => lifetime[Symbol.asyncDispose]());

test('a loop is woken by the changes that concern it', async () => {
  changes.emit({ kind: 'due', forgeId: 'forge' }, { kind: 'delivery' });
  await settle();
  expect(wakes).toBe(1);
});

test('every loop is woken when an interruption of the notifications ends', async () => {
  changes.emit({ kind: 'resync' });
  await settle();
  expect(wakes).toBe(1);
});

test('a loop and its subscription end with the lifetime', async () => {
  await lifetime[Symbol.asyncDispose]();
  expect(changes.subscriberCount).toBe(0);
});
