import { expect, test } from 'vitest';
import { arrangeComments } from '../testing/arrange-comments.ts';
import { startBitbucketScenario } from './testing/start-scenario.ts';

const arranged = arrangeComments(startBitbucketScenario);

test.each([
  ['an added line', { newLine: 3 }, { to: 3 }],
  ['a deleted line', { oldLine: 2, newLine: null }, { from: 2 }],
  ['an unchanged line', { oldLine: 3, newLine: 5 }, { to: 5 }],
  ['added lines', { newLine: 4, startLine: 2 }, { to: 4, start_to: 2 }],
  ['deleted lines', { oldLine: 3, newLine: null, startLine: 2 }, { from: 3, start_from: 2 }],
  ['a range of one line', { newLine: 3, startLine: 3 }, { to: 3 }],
])('a comment on %s names one side only', async (_, line, place) => {
  await arranged.post(line);
  const inline = { path: 'login.test.ts', ...place };
  expect(arranged.sent).toEqual([{ content: { raw: 'Why?' }, inline }]);
});

test('refuses a comment on an older head, which Bitbucket would put on another line', async () => {
  const outcome = await arranged.post({ headSha: '9'.repeat(40) });
  expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining('newer') });
  expect(arranged.sent).toEqual([]);
});

test('returns the URL of the comment', async () => {
  const url = `${arranged.tested.server.origins.web}/acme/app/pull-requests/12/_/diff#comment-1`;
  expect(await arranged.post({})).toEqual({ kind: 'posted', url });
});

test('returns no URL when the reported one is not a web page', async () => {
  arranged.tested.server.override(({ method }) =>
    method === 'POST'
      ? { status: 201, body: { links: { html: { href: 'javascript:alert(1)' } } } }
      : undefined,
  );
  expect(await arranged.post({})).toEqual({ kind: 'posted', url: null });
});

test('sends nothing for a pull request of another forge', async () => {
  const outcome = await arranged.post({
    pullRequestUrl: 'https://elsewhere.test/a/b/pull-requests/1',
  });
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  expect(arranged.tested.requests).toEqual([]);
});
