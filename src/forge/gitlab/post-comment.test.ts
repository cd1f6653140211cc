import { expect, test } from 'vitest';
import { arrangeComments } from '../testing/arrange-comments.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { startGitLabScenario } from './testing/start-scenario.ts';

const arranged = arrangeComments(startGitLabScenario);

test('places a comment on an unchanged line by both line numbers and both paths', async () => {
  await arranged.post({ oldLine: 1, newLine: 1, previousPath: 'was.ts' });
  const [base_sha, head_sha] = ['b'.repeat(40), samplePullRequest.headSha];
  const shas = { base_sha, start_sha: base_sha, head_sha };
  const paths = { old_path: 'was.ts', new_path: 'login.test.ts' };
  const position = { position_type: 'text', ...shas, ...paths, old_line: 1, new_line: 1 };
  expect(arranged.sent).toEqual([{ body: 'Why?', position }]);
});

test('returns the URL of the posted comment', async () => {
  const outcome = await arranged.post({});
  const page = `${arranged.tested.server.webBaseUrl}/acme/app/-/merge_requests/12`;
  expect(outcome).toEqual({ kind: 'posted', url: `${page}#note_1701` });
});

test('refuses a comment on an unknown version without sending it', async () => {
  expect(await arranged.post({ headSha: '9'.repeat(40) })).toMatchObject({ kind: 'refused' });
  expect(arranged.sent).toEqual([]);
});

test('posts to the project by its current name', async () => {
  const pullRequestUrl = `${arranged.tested.server.webBaseUrl}/Acme/App/-/merge_requests/12`;
  await arranged.post({ pullRequestUrl });
  expect(arranged.tested.server.takeCalls()).toContain(
    'POST /v4/projects/acme%2Fapp/merge_requests/12/discussions',
  );
});
