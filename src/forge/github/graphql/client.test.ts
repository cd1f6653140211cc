import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createOneAtATime } from './client.ts';

const never = () => ({ signal: new AbortController().signal });

test('tasks run one after the other for one key and concurrently for different keys', async () => {
  const tasks = createOneAtATime();
  const order: string[] = [];
  const first = toOpenable();

  const running = tasks.run('a', never(), () => first.promise.then(() => order.push('first')));
  const following = tasks.run('a', never(), async () => order.push('second'));
  await tasks.run('b', never(), async () => order.push('other'));
  first.resolve();
  await Promise.all([running, following]);

  expect(order).toEqual(['other', 'first', 'second']);
});

test('a task that is aborted in the queue never starts, and the next one still waits', async () => {
  const tasks = createOneAtATime();
  const first = toOpenable();
  const order: string[] = [];
  const controller = new AbortController();

  const running = tasks.run('a', never(), () => first.promise.then(() => order.push('first')));
  const impatient = tasks.run('a', controller, async () => order.push('never'));
  const patient = tasks.run('a', never(), async () => order.push('patient'));
  controller.abort(new Error('too late'));

  await expect(impatient).rejects.toThrow('too late');
  first.resolve();
  await Promise.all([running, patient]);
  expect(order).toEqual(['first', 'patient']);
});

test('many queued tasks can share one signal', async () => {
  const tasks = createOneAtATime();
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.name);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  const signal = never();

  await Promise.all(Array.from({ length: 20 }, () => tasks.run('a', signal, () => setImmediate())));

  expect(warnings).toEqual([]);
});

function toOpenable() {
  let resolve = () => {};
  const promise = new Promise<void>((open) => {
    resolve = open;
  });
  return { promise, resolve };
}

test('a task waits for its turn outside the time limit of its call', async () => {
  const tasks = createOneAtATime();
  const first = toOpenable();
  const turns: Promise<void>[] = [];
  const waitForTurn = async (turn: Promise<void>) => {
    turns.push(turn);
    await turn;
  };

  const running = tasks.run('a', { ...never(), waitForTurn }, () => first.promise);
  expect(turns).toEqual([]);
  const queued = tasks.run('a', { ...never(), waitForTurn }, async () => undefined);
  expect(turns).toHaveLength(1);

  first.resolve();
  await Promise.all([running, queued]);
});
