import { describe, expect, test } from 'vitest';
import { parseCommitStatus, pickLatest, toCheck } from './jobs.ts';

function toStatus(more: Record<string, unknown>) {
  const fields = { id: 1, name: 'build', status: 'success', allow_failure: false, ...more };
  const status = parseCommitStatus(fields);
  if (!status) throw new Error('unread');
  return { ...status, log: { kind: 'none' as const, reason: 'No log.' } };
}

describe('a job', () => {
  test.each([
    ['success', false, 'passed'],
    ['failed', false, 'failed'],
    ['failed', true, 'skipped'],
    ['canceled', false, 'failed'],
    ['running', false, 'pending'],
    ['pending', true, 'pending'],
    ['created', false, 'pending'],
    ['waiting_for_resource', false, 'pending'],
    ['manual', true, 'skipped'],
    ['manual', false, 'pending'],
    ['skipped', false, 'skipped'],
    ['SUCCESS', false, 'passed'],
    ['a future status', false, 'pending'],
  ])('with status %s and allow_failure %s is %s', (status, allow_failure, state) => {
    expect(toCheck(toStatus({ status, allow_failure })).state).toBe(state);
  });

  test('has a safe link and plain text', () => {
    const status = toStatus({
      name: 'bu\nild',
      target_url: 'https://ci.test/1',
      description: 'all\u202e good',
    });
    expect(toCheck(status)).toMatchObject({
      name: 'bu ild',
      state: 'passed',
      url: 'https://ci.test/1',
      description: 'all  good',
      startedAt: null,
      completedAt: null,
    });
    expect(toCheck(toStatus({ target_url: 'javascript:alert(1)' })).url).toBeNull();
  });
});

test.each([
  ['success', '2026-01-01T11:02:30Z'],
  ['running', null],
])('a job with status %s completed at %s', (status, ended) => {
  const started_at = '2026-01-01T11:00:00.000Z';
  const finished_at = '2026-01-01T11:02:30.000Z';
  const check = toCheck(toStatus({ status, started_at, finished_at }));
  expect(check.startedAt).toEqual(new Date('2026-01-01T11:00:00Z'));
  expect(check.completedAt).toEqual(ended === null ? null : new Date(ended));
});

test('picks the latest status of each name', () => {
  const statuses = [
    toStatus({ id: 3, status: 'success' }),
    toStatus({ id: 2, name: 'lint', status: 'failed' }),
    toStatus({ id: 1, status: 'failed' }),
  ];
  expect(pickLatest(statuses).map(({ id, status }) => [id, status])).toEqual([
    [3, 'success'],
    [2, 'failed'],
  ]);
});
