import { expect, test } from 'vitest';
import { type Database, DatabaseUnavailable } from './database.ts';
import { createValidatorCache } from './validator-cache.ts';

const failWith = (error: Error) =>
  createValidatorCache({
    query: async () => {
      throw error;
    },
  } as unknown as Database);

test('S9: without the database, responses are neither remembered nor lost', async () => {
  const cache = failWith(new DatabaseUnavailable('connection refused'));
  await cache.saveValidated('f', 'https://forge.test/1', { etag: '"1"', value: [] });
  expect(await cache.findValidated('f', 'https://forge.test/1')).toBeUndefined();
});

test('an unexpected error is not taken for an outage', async () => {
  const cache = failWith(new Error('syntax error'));
  await expect(cache.findValidated('f', 'https://forge.test/1')).rejects.toThrow('syntax error');
});
