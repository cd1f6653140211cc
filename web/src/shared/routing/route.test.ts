import { expect, test } from 'vitest';
import { parseRoute, parseSearch, toBoardHref, toChatHref } from './route.ts';

test('parses every path into a page', () => {
  expect(parseRoute('/')).toEqual({ page: 'board' });
  expect(parseRoute('/chats')).toEqual({ page: 'board' });
  expect(parseRoute('/chats/a%3Ab')).toEqual({ page: 'chat', chatId: 'a:b' });
  expect(parseRoute('/forges')).toEqual({ page: 'forges', forgeId: null });
  expect(parseRoute('/forges/gitlab')).toEqual({ page: 'forges', forgeId: 'gitlab' });
  expect(parseRoute('/somewhere')).toEqual({ page: 'unknown' });
  expect(parseRoute('/chats/a/b')).toEqual({ page: 'unknown' });
});

test('keeps a broken escape as it is', () => {
  expect(parseRoute('/chats/%E0%A4')).toEqual({ page: 'chat', chatId: '%E0%A4' });
});

test('keeps the filter in links to chats and the board, and the branch only in links to its chat', () => {
  const search = parseSearch('?q=repo%3Aapp&state=open&origin=o&branch=b');
  const branch = { git_remote_origin: 'https://x/y.git', git_branch: 'a/b' };
  expect(toChatHref('a/b', search, null)).toBe('/chats/a%2Fb?q=repo%3Aapp&state=open');
  expect(parseSearch(toChatHref('c', search, branch).split('?')[1] ?? '')).toMatchObject({
    origin: 'https://x/y.git',
    branch: 'a/b',
  });
  expect(toBoardHref(search)).toBe('/?q=repo%3Aapp&state=open');
});
