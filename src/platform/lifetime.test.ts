import { expect, test, vi } from 'vitest';
import { Lifetime } from './lifetime.ts';

test('stops resources once, in the reverse order of their start', async () => {
  const lifetime = new Lifetime();
  const stopped: string[] = [];
  for (const name of ['database', 'worker', 'http']) lifetime.defer(() => stopped.push(name));

  await Promise.all([lifetime[Symbol.asyncDispose](), lifetime[Symbol.asyncDispose]()]);

  expect(stopped).toEqual(['http', 'worker', 'database']);
});

test('stops the other resources when one fails to stop', async () => {
  const lifetime = new Lifetime();
  const stopped = vi.fn();
  lifetime.defer(stopped);
  lifetime.defer(() => {
    throw new Error('stuck');
  });

  await expect(lifetime[Symbol.asyncDispose]()).rejects.toThrow('stuck');
  expect(stopped).toHaveBeenCalledOnce();
});

test('aborts a loop and waits for it to end', async () => {
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
