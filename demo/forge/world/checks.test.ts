import { expect, test } from 'vitest';
import { ensureAccount } from './accounts.ts';
import { listChecks, setChecks } from './checks.ts';
import { registerRepository } from './repositories.ts';
import { createWorld } from './world.ts';

test('a check starts when it leaves the queue, and records when it completed', () => {
  let seconds = 0;
  const world = createWorld('http://forge.test', '/nowhere', () => new Date(seconds * 1000));
  const owner = ensureAccount(world, { login: 'ada' });
  const repository = registerRepository(world, owner, { owner: 'ada', name: 'app' });
  const commit = '1'.repeat(40);
  const report = (at: number, status: 'queued' | 'in_progress' | 'completed') => {
    seconds = at;
    setChecks(world, repository, commit, [{ name: 'test', status }]);
    const [run] = listChecks(repository, commit);
    return [run?.startedAt.getTime(), run?.completedAt?.getTime() ?? null];
  };
  report(1, 'queued');
  expect(report(10, 'in_progress')).toEqual([10_000, null]);
  expect(report(25, 'completed')).toEqual([10_000, 25_000]);
  expect(report(40, 'in_progress')).toEqual([40_000, null]);
});
