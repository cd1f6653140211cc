import { expect, test, vi } from 'vitest';
import { Lifetime } from './lifetime.ts';

test('stops in the reverse order of the start, once', async () => {
  const lifetime = new Lifetime();
  const stopped: string[] = [];
  for (const name of ['database', 'worker', 'http']) lifetime.defer(() => stopped.push(name));

  await Promise.all([lifetime[Symbol.asyncDispose](), lifetime[Symbol.asyncDispose]()]);

  expect(stopped).toEqual(['http', 'worker', 'database']);
});

test('a stop that fails does not keep the others from stopping', async () => {
  const lifetime = new Lifetime();
  const stopped = vi.fn();
  lifetime.defer(stopped);
  lifetime.defer(() => {
    throw new Error('stuck');
  });

  await expect(lifetime[Symbol.asyncDispose]()).rejects.toThrow('stuck');
  expect(stopped).toHaveBeenCalledOnce();
});

test('a loop is told to end and is awaited', async () => {
  const lifetime = new Lifetime();
  const failures = vi.fn();
  let ended = false;
  lifetime.run(async (signal) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    ended = true;
  }, failures);

  await lifetime[Symbol.asyncDispose]();

  expect(ended).toBe(true);
  expect(failures).not.toHaveBeenCalled();
});
