import { expect, test } from 'vitest';
import { arrangeComments } from '../testing/arrange-comments.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { startGitLabScenario } from './testing/start-scenario.ts';

const arranged = arrangeComments(startGitLabScenario);

test('an unchanged line is named on both sides, with where it was', async () => {
  await arranged.post({ oldLine: 1, newLine: 1, previousPath: 'was.ts' });
  const [base_sha, head_sha] = ['b'.repeat(40), samplePullRequest.headSha];
  const shas = { base_sha, start_sha: base_sha, head_sha };
  const paths = { old_path: 'was.ts', new_path: 'login.test.ts' };
  const position = { position_type: 'text', ...shas, ...paths, old_line: 1, new_line: 1 };
  expect(arranged.sent).toEqual([{ body: 'Why?', position }]);
});

test('is found again at its own address', async () => {
  const outcome = await arranged.post({});
  const page = `${arranged.tested.server.webBaseUrl}/acme/app/-/merge_requests/12`;
  expect(outcome).toEqual({ kind: 'posted', url: `${page}#note_1701` });
});

test('of a version that the merge request does not have is refused without being sent', async () => {
  expect(await arranged.post({ headSha: '9'.repeat(40) })).toMatchObject({ kind: 'refused' });
  expect(arranged.sent).toEqual([]);
});

test('goes to the project by its name of today', async () => {
  const pullRequestUrl = `${arranged.tested.server.webBaseUrl}/Acme/App/-/merge_requests/12`;
  await arranged.post({ pullRequestUrl });
  expect(arranged.tested.server.takeCalls()).toContain(
    'POST /v4/projects/acme%2Fapp/merge_requests/12/discussions',
  );
});
