import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { type GiteaScenario, startGiteaScenario } from './testing/start-scenario.ts';

let tested: GiteaScenario;
const { branch, headSha } = samplePullRequest;
const path = 'login.test.ts';
const notFound = { status: 404, body: { message: 'not found' } };

beforeEach(async () => {
  tested = await startGiteaScenario();
});

afterEach(() => tested[Symbol.asyncDispose]());

function fetchFileDiff(pullRequestUrl: string | undefined, ofPath = path) {
  const { forge, repository, access } = tested;
  const request = { repository, branch, pullRequestUrl, path: ofPath, previousPath: null };
  return forge.fetchFileDiff(request, access);
}

const module = `diff --git a/lib b/lib
index 1111111..2222222 160000
--- a/lib
+++ b/lib
@@ -1 +1 @@
-Subproject commit 1111111111111111111111111111111111111111
+Subproject commit 2222222222222222222222222222222222222222
`;

describe('the file diff of a pull request', () => {
  test('takes three calls, however large the whole diff is', async () => {
    const { url } = tested.putPullRequest({});
    expect(await fetchFileDiff(url)).toMatchObject({ kind: 'text', headSha });
    const calls = tested.server.takeCalls();
    expect(calls).toHaveLength(3);
    expect(calls.filter((call) => call.includes('.diff'))).toEqual([]);
  });

  test('is cut from the whole diff for a submodule', async () => {
    const { url } = tested.putPullRequest({ diff: `${samplePullRequest.diff}${module}` });
    tested.server.override(({ path: requested }) =>
      requested.includes('/raw/') ? notFound : undefined,
    );
    expect(await fetchFileDiff(url, 'lib')).toEqual({ kind: 'text', diff: module, headSha });
  });

  test('is cut from the whole diff when Gitea reports no merge base', async () => {
    const { url } = tested.putPullRequest({});
    const { repository } = tested;
    const fields = { number: 12, state: 'open', title: 'Fix', base: { ref: 'main' } };
    const body = { ...fields, head: { label: branch, sha: headSha, repo: null } };
    const name = `/repos/${repository.owner}/${repository.name}/pulls/12`;
    tested.server.override(({ path: requested }) => (requested === name ? { body } : undefined));
    const { diff } = samplePullRequest;
    expect(await fetchFileDiff(url)).toEqual({ kind: 'text', diff, headSha });
  });

  test('never requests a path that leaves the repository', async () => {
    const { url } = tested.putPullRequest({});
    expect(await fetchFileDiff(url, '../../branches')).toEqual({ kind: 'no_file' });
    const calls = tested.server.takeCalls();
    expect(calls.filter((call) => call.includes('branches'))).toEqual([]);
  });
});

describe('the file diff of a branch', () => {
  test('shows a submodule that a commit touched', async () => {
    tested.putBranchDiff(branch, module);
    const toBody = (sha: string) => ({ type: 'submodule', sha: sha.repeat(40) });
    tested.server.override(({ path: requested }) => {
      if (requested.includes('/raw/')) return notFound;
      if (!requested.includes('/contents/')) return undefined;
      return { body: toBody(requested.includes('bbbb') ? '1' : '2') };
    });
    const outcome = await fetchFileDiff(undefined, 'lib');
    expect(outcome.kind === 'text' && outcome.diff).toContain('+Subproject commit 2222');
  });

  test('does not exist if no commit touched the file', async () => {
    tested.putBranchDiff(branch, samplePullRequest.diff);
    expect(await fetchFileDiff(undefined, 'logout.ts')).toEqual({ kind: 'no_file' });
    const calls = tested.server.takeCalls();
    expect(calls.filter((call) => call.includes('/raw/'))).toEqual([]);
  });

  test('is built from both sides when the comparison is beyond the size limit', async () => {
    await using capped = await startGiteaScenario({ diffLimitBytes: 700 });
    capped.server.world.comparesAsText = true;
    const other = samplePullRequest.diff.replaceAll('login', 'other'.repeat(20));
    capped.putBranchDiff(branch, `${samplePullRequest.diff}${other}`);
    const { forge, repository, access } = capped;
    const request = { repository, branch, pullRequestUrl: undefined, path, previousPath: null };
    const outcome = await forge.fetchFileDiff(request, access);
    expect(outcome.kind === 'text' && outcome.diff).toContain('+  await login();');
  });
});
