import { expect, test } from 'vitest';
import { arrangeComments } from '../testing/arrange-comments.ts';
import { samplePullRequest } from '../testing/forge-scenario.ts';
import { startGiteaScenario } from './testing/start-scenario.ts';

const arranged = arrangeComments(startGiteaScenario);

test.each([
  ['added', { oldLine: null, newLine: 3 }, { new_position: 3, old_position: 0 }],
  ['deleted', { oldLine: 2, newLine: null }, { new_position: 0, old_position: 2 }],
  ['unchanged', { oldLine: 3, newLine: 5 }, { new_position: 5, old_position: 0 }],
])('places a comment on one side of an %s line', async (_, line, position) => {
  await arranged.post(line);
  const comment = { path: 'login.test.ts', body: 'Why?', ...position };
  const { headSha: commit_id } = samplePullRequest;
  expect(arranged.sent).toEqual([{ event: 'COMMENT', body: '', commit_id, comments: [comment] }]);
});

test('refuses a comment on an older head, which Gitea would place on another line', async () => {
  const outcome = await arranged.post({ headSha: '9'.repeat(40) });
  expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining('newer') });
  expect(arranged.sent).toEqual([]);
});

test('returns the URL of the posted comment', async () => {
  const url = `${arranged.tested.server.webBaseUrl}/acme/app/pulls/12#issuecomment-1`;
  expect(await arranged.post({})).toEqual({ kind: 'posted', url });
});
