import { expect, test } from 'vitest';
import { arrangeComments } from '../testing/arrange-comments.ts';
import { startAzureDevOpsScenario } from './testing/start-scenario.ts';

const arranged = arrangeComments(startAzureDevOpsScenario);
const at = (line: number) => ({ line, offset: 1 });

test.each([
  ['added', { newLine: 3 }, { rightFileStart: at(3), rightFileEnd: at(3) }],
  ['deleted', { oldLine: 2, newLine: null }, { leftFileStart: at(2), leftFileEnd: at(2) }],
  ['last', { newLine: 4, startLine: 2 }, { rightFileStart: at(2), rightFileEnd: at(4) }],
])('a comment on the %s line becomes a thread on its side', async (_, line, place) => {
  await arranged.post(line);
  const comments = [{ parentCommentId: 0, content: 'Why?', commentType: 'text' }];
  const threadContext = { filePath: '/login.test.ts', ...place };
  expect(arranged.sent).toEqual([{ comments, status: 'active', threadContext }]);
});

test('refuses a comment on an older head, which Azure would put on another line', async () => {
  const outcome = await arranged.post({ headSha: '9'.repeat(40) });
  expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining('newer') });
  expect(arranged.sent).toEqual([]);
});

test('returns the URL of the comment', async () => {
  const { forge, repository } = arranged.tested;
  const page = forge.toPullRequestUrl({ repository, number: 12 });
  expect(await arranged.post({})).toEqual({ kind: 'posted', url: `${page}?discussionId=141` });
});
