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
])('%s has one side', async (_, line, place) => {
  await arranged.post(line);
  const inline = { path: 'login.test.ts', ...place };
  expect(arranged.sent).toEqual([{ content: { raw: 'Why?' }, inline }]);
});

test('of an older head is refused, as Bitbucket would put it at another line', async () => {
  const outcome = await arranged.post({ headSha: '9'.repeat(40) });
  expect(outcome).toMatchObject({ kind: 'refused', message: expect.stringContaining('newer') });
  expect(arranged.sent).toEqual([]);
});

test('is found again at its own address', async () => {
  const url = `${arranged.tested.server.origins.web}/acme/app/pull-requests/12/_/diff#comment-1`;
  expect(await arranged.post({})).toEqual({ kind: 'posted', url });
});

test('has no address that is no page', async () => {
  arranged.tested.server.override(({ method }) =>
    method === 'POST'
      ? { status: 201, body: { links: { html: { href: 'javascript:alert(1)' } } } }
      : undefined,
  );
  expect(await arranged.post({})).toEqual({ kind: 'posted', url: null });
});

test('of another forge is sent nowhere', async () => {
  const outcome = await arranged.post({
    pullRequestUrl: 'https://elsewhere.test/a/b/pull-requests/1',
  });
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'not_found' } });
  expect(arranged.tested.requests).toEqual([]);
});
