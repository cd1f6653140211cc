import { expect, test } from 'vitest';
import { startLoopbackServer } from '../../../test/support/loopback-server.ts';
import { createTestDeps, toAccess } from '../testing/test-deps.ts';
import { findNextPage } from './api.ts';
import { createGitLabForge } from './forge.ts';

const oauth = 'ab'.repeat(32);

test.each([
  ['glpat-abc', { 'private-token': 'glpat-abc' }, 'glpat-abc'],
  ['abcdefghij0123456789', { 'private-token': 'abcdefghij0123456789' }, 'abcdefghij0123456789'],
  [oauth, { authorization: `Bearer ${oauth}` }, oauth],
  ['oauth2:x.y-z', { authorization: 'Bearer x.y-z' }, 'x.y-z'],
])('sends the token %s in the header of its kind (S10)', async (token, expected, password) => {
  await using server = await startLoopbackServer((_, response) => void response.end('{}'));
  const urls = { apiBaseUrl: `${server.origin}/api/v4`, webBaseUrl: server.origin };
  const forge = createGitLabForge({ id: 'lab', type: 'gitlab', ...urls }, createTestDeps());
  const repository = { owner: 'acme', name: 'app' };
  await forge.fetchStatuses([{ repository, branch: 'x', known: undefined }], toAccess(token));
  const [request] = server.requests;
  expect(request?.headers).toMatchObject(expected);
  expect(Object.keys(request?.headers ?? {})).not.toContain(
    'authorization' in expected ? 'private-token' : 'authorization',
  );
  expect(forge.toGitCredential(token)).toEqual({ username: 'oauth2', password });
});

const url = 'https://git.example/gitlab/api/v4/projects/7/hooks?per_page=100';
const link = '<https://internal/api/v4/projects/7/hooks?page=2>; rel="next"';

test('requests the next page from the same address as the first', () => {
  const headers = new Headers({ 'x-next-page': '2', link });
  expect(findNextPage(undefined, headers, url)).toBe(`${url}&page=2`);
  expect(findNextPage(undefined, headers, `${url}&page=1`)).toBe(`${url}&page=2`);
});

test.each(['', ' ', '0', '-1', 'x'])('finds no next page when the page number is %j', (page) => {
  const headers = new Headers({ 'x-next-page': page, link });
  expect(findNextPage(undefined, headers, url)).toBeUndefined();
});

test('follows the Link header of a list without page numbers', () => {
  const next = 'https://git.example/gitlab/api/v4/projects/7/hooks?cursor=x';
  const headers = new Headers({ link: `<${next}>; rel="next"` });
  expect(findNextPage(undefined, headers, url)).toBe(next);
  expect(findNextPage(undefined, new Headers(), url)).toBeUndefined();
});
