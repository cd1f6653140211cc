import { DatabaseError } from 'pg';
import { expect, test, vi } from 'vitest';
import { DatabaseUnavailable } from '../database.ts';
import { retryConflicts } from './retry-conflicts.ts';

function serverError(code: string): DatabaseError {
  return Object.assign(new DatabaseError('the reason', 10, 'error'), { code });
}

test.each(['40001', '40P01'])('runs work again that failed with %s', async (code) => {
  const work = vi.fn().mockRejectedValueOnce(serverError(code)).mockResolvedValue('stored');

  expect(await retryConflicts(work)).toBe('stored');
  expect(work).toHaveBeenCalledTimes(2);
});

test('runs work again that met the row of a branch which was inserted in the meantime', async () => {
  const taken = Object.assign(serverError('23505'), {
    constraint: 'chat_diff_statuses_by_identity',
  });
  const work = vi.fn().mockRejectedValueOnce(taken).mockResolvedValue('stored');

  expect(await retryConflicts(work)).toBe('stored');
});

test('reports work that keeps failing as an unavailable database', async () => {
  const work = vi.fn().mockRejectedValue(serverError('40P01'));

  await expect(retryConflicts(work)).rejects.toBeInstanceOf(DatabaseUnavailable);
  expect(work).toHaveBeenCalledTimes(6);
});

test.each([serverError('23505'), serverError('40003'), new DatabaseUnavailable('gone')])(
  'does not run work again that failed for another reason: %s',
  async (error) => {
    const work = vi.fn().mockRejectedValue(error);

    await expect(retryConflicts(work)).rejects.toBe(error);
    expect(work).toHaveBeenCalledTimes(1);
  },
);
