import { expect, test } from 'vitest';
import { toCheckId } from '../check-id.ts';
import type { StubResponse } from '../testing/forge-double.ts';
import { toLogSource } from './logs.ts';
import { startGiteaScenario } from './testing/start-scenario.ts';

async function readLog(runs: StubResponse) {
  await using scenario = await startGiteaScenario();
  const { forge, access, repository, server } = scenario;
  const { url, branch, headSha } = scenario.putPullRequest({
    checks: [{ name: 'build', state: 'failed' }],
  });
  server.override(({ path }) => (path.includes('/actions/runs') ? runs : undefined));
  const request = { repository, branch, pullRequestUrl: url, headSha };
  const listed = await forge.fetchChecks(request, access);
  const [check] = listed.kind === 'checks' ? listed.checks : [];
  const checkId = check ? toCheckId(check) : '';
  const range = { lines: 5, offset: null };
  return await forge.fetchLog({ ...request, checkId, range }, access);
}

test('a server that does not list its runs is too old, which is a reason and no failure', async () => {
  expect(await readLog({ status: 404, body: { message: 'Not Found' } })).toMatchObject({
    kind: 'no_log',
    reason: expect.stringContaining('Newer versions of Gitea'),
  });
});

test('a job that the server no longer lists has a reason', async () => {
  const outcome = await readLog({ body: { total_count: 0, workflow_runs: [] } });
  expect(outcome).toMatchObject({ kind: 'no_log', reason: expect.stringContaining('no longer') });
});

test.each([
  ['/git/acme/app/actions/runs/4/jobs/0', true, true],
  ['https://gitea.test/acme/app/actions/runs/4/jobs/0', true, true],
  ['/git/acme/app/actions/runs/4/jobs/0', false, false],
  ['https://ci.test/4', true, false],
  [undefined, true, false],
])('the log of %s (done: %s) can be read: %s', (url, isDone, isReadable) => {
  expect(toLogSource(url, isDone).kind === 'readable').toBe(isReadable);
});
