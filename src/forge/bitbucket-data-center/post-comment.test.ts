import { expect, test } from 'vitest';
import { arrangeComments } from '../testing/arrange-comments.ts';
import { awkwardDiff } from '../testing/diff-fixtures.ts';
import { startBitbucketDataCenterScenario } from './testing/start-scenario.ts';

const arranged = arrangeComments(startBitbucketDataCenterScenario);

test.each([
  [
    { oldLine: null, newLine: 3 },
    { line: 3, lineType: 'ADDED', fileType: 'TO' },
  ],
  [
    { oldLine: 2, newLine: null },
    { line: 2, lineType: 'REMOVED', fileType: 'FROM' },
  ],
  [
    { oldLine: 3, newLine: 5 },
    { line: 5, lineType: 'CONTEXT', fileType: 'TO' },
  ],
])('the line %j is anchored on one side', async (line, place) => {
  await arranged.post(line);
  const anchor = { diffType: 'EFFECTIVE', path: 'login.test.ts', ...place };
  expect(arranged.sent).toEqual([{ text: 'Why?', anchor }]);
});

test('names the previous path of a moved file', async () => {
  const paths = { path: 'docs/guide.md', previousPath: 'guide.md' };
  await arranged.post({ ...paths, newLine: 5 }, awkwardDiff);
  expect(arranged.sent).toMatchObject([{ anchor: { path: 'docs/guide.md', srcPath: 'guide.md' } }]);
});

test('refuses a comment on an older head, which Bitbucket would put on another line', async () => {
  const outcome = await arranged.post({ headSha: '9'.repeat(40) });
  expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining('newer') });
  expect(arranged.sent).toEqual([]);
});

test('quotes Bitbucket when it rejects a comment', async () => {
  const errors = [{ context: 'anchor.line', message: 'The line is not there.' }];
  arranged.tested.server.override(({ method }) =>
    method === 'POST' ? { status: 400, body: { errors } } : undefined,
  );
  const message = expect.stringContaining('The line is not there.');
  expect(await arranged.post({})).toMatchObject({ kind: 'refused', message });
});

test('returns the URL of the comment', async () => {
  const page = `${arranged.tested.server.webBaseUrl}/projects/ACME/repos/app/pull-requests/12`;
  expect(await arranged.post({})).toEqual({ kind: 'posted', url: `${page}/overview?commentId=1` });
});
