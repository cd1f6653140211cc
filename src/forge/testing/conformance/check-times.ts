import { expect, test } from 'vitest';
import type { ForgeScenario, ScenarioPullRequest } from '../forge-scenario.ts';
import type { StartScenario } from './asking.ts';

const startedAt = new Date('2026-01-01T11:00:00Z');
const completedAt = new Date('2026-01-01T11:02:30Z');

export function testCheckTimes(
  start: StartScenario,
  told: NonNullable<ForgeScenario['checkTimes']>,
): void {
  const checks: ScenarioPullRequest['checks'] = [
    { name: 'build', state: 'passed', startedAt, completedAt },
    { name: 'test', state: 'failed', startedAt, completedAt },
    { name: 'lint', state: 'pending', startedAt, completedAt: null },
  ];

  test('tell when they began and ended', async () => {
    await using scenario = await start();
    const { forge, access, repository } = scenario;
    const { url, branch, headSha } = scenario.putPullRequest({ checks });
    const request = { repository, branch, pullRequestUrl: url, headSha };
    const outcome = await forge.fetchChecks(request, access);
    if (outcome.kind !== 'checks') throw new Error(JSON.stringify(outcome));
    const times = Object.fromEntries(outcome.checks.map((check) => [check.name, check]));
    const ended = {
      startedAt: told.started ? startedAt : null,
      completedAt: told.completed ? completedAt : null,
    };
    expect(times).toMatchObject({ build: ended, test: ended });
    // Some forges tell the beginning of what has ended alone.
    expect([ended.startedAt, null]).toContainEqual(times.lint?.startedAt);
    expect(times.lint?.completedAt).toBeNull();
  });
}
