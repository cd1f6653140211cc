import { expect, test } from 'vitest';
import type { RangeDiffRequest } from '../../forge.ts';
import { type ForgeScenario, samplePullRequest } from '../forge-scenario.ts';
import type { StartScenario } from './expectations.ts';

const requested = { from: '1'.repeat(40), to: '2'.repeat(40) };
const unknown = '3'.repeat(40);

export function testRangeDiffs(start: StartScenario, hasFiles: boolean): void {
  test('contains what the later commit changed', async () => {
    await using scenario = await start();
    const range = scenario.putRangeDiff(requested, samplePullRequest.diff);
    const outcome = await fetchRangeDiff(scenario, range);
    expect(outcome).toMatchObject({ kind: 'diff', headSha: range.to, truncated: false });
    expect(outcome).toHaveProperty('diff', expect.stringMatching(/^@@ -1,3 \+1,5 @@/m));
    expect(outcome).toMatchObject({ files: [{ path: 'login.test.ts', status: 'modified' }] });
  });

  test('over the limit lists its files', async () => {
    await using scenario = await start({ diffLimitBytes: 50 });
    const range = scenario.putRangeDiff(requested, samplePullRequest.diff);
    const outcome = await fetchRangeDiff(scenario, range);
    expect(outcome).toMatchObject({ kind: 'diff', truncated: true, diff: '' });
    expect(outcome).toMatchObject({ files: [{ path: 'login.test.ts' }] });
  });

  test.each([{ from: unknown }, { to: unknown }])(
    'says that a commit is missing: %s',
    async (missing) => {
      await using scenario = await start();
      const range = scenario.putRangeDiff(requested, samplePullRequest.diff);
      expect(await fetchRangeDiff(scenario, { ...range, ...missing })).toEqual({
        kind: 'no_commits',
      });
    },
  );

  test('fails in a repository that cannot be read, instead of missing its commits (S9)', async () => {
    await using scenario = await start();
    const range = scenario.putRangeDiff(requested, samplePullRequest.diff);
    scenario.fail({ kind: 'response', status: 404 });
    const outcome = await fetchRangeDiff(scenario, range);
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  });

  test('is not fetched while the token is rate limited (S5)', async () => {
    await using scenario = await start();
    const range = scenario.putRangeDiff(requested, samplePullRequest.diff);
    scenario.fail(scenario.rateLimitFault(90));
    const outcome = await fetchRangeDiff(scenario, range);
    expect(outcome).toMatchObject({ kind: 'rate_limited', retryInMs: 90_000 });
  });

  test.runIf(hasFiles)('is fetched for a single file', async () => {
    await using scenario = await start();
    const place = { from: 'repository', branch: 'agent/login', path: 'src/login.ts' } as const;
    const from = await scenario.files?.put({ ...place, content: 'one\n' });
    const to = await scenario.files?.put({ ...place, content: 'two\n' });
    if (from === undefined || to === undefined) throw new Error('The scenario has no files.');
    const { forge, access, repository } = scenario;
    const request = { repository, from, to, path: place.path, previousPath: null };
    const outcome = await forge.fetchRangeFileDiff(request, access);
    expect(outcome).toMatchObject({ kind: 'text', headSha: to });
    expect(outcome).toHaveProperty('diff', expect.stringContaining('-one\n+two\n'));
    const missing = await forge.fetchRangeFileDiff({ ...request, path: 'src/none.ts' }, access);
    expect(missing).toEqual({ kind: 'no_file' });
  });
}

function fetchRangeDiff(
  { forge, access, repository }: ForgeScenario,
  commits: Pick<RangeDiffRequest, 'from' | 'to'>,
) {
  return forge.fetchRangeDiff({ repository, ...commits }, access);
}
