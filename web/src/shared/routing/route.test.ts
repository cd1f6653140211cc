import { expect, test } from 'vitest';
import { toBoardHref, toChatHref, toRoute, toSearch } from './route.ts';

test('every address has its page', () => {
  expect(toRoute('/')).toEqual({ page: 'board' });
  expect(toRoute('/chats')).toEqual({ page: 'board' });
  expect(toRoute('/chats/a%3Ab')).toEqual({ page: 'chat', chatId: 'a:b' });
  expect(toRoute('/forges')).toEqual({ page: 'forges', forgeId: null });
  expect(toRoute('/forges/gitlab')).toEqual({ page: 'forges', forgeId: 'gitlab' });
  expect(toRoute('/somewhere')).toEqual({ page: 'unknown' });
  expect(toRoute('/chats/a/b')).toEqual({ page: 'unknown' });
});

test('a broken escape does not break the page', () => {
  expect(toRoute('/chats/%E0%A4')).toEqual({ page: 'chat', chatId: '%E0%A4' });
});

test('the filter travels with a chat, the branch does not travel back', () => {
  const search = toSearch('?q=repo%3Aapp&state=open&origin=o&branch=b');
  const branch = { origin: 'https://x/y.git', branch: 'a/b' };
  expect(toChatHref('a/b', search)).toBe('/chats/a%2Fb?q=repo%3Aapp&state=open');
  expect(toSearch(toChatHref('c', search, branch).split('?')[1] ?? '')).toMatchObject(branch);
  expect(toBoardHref(search)).toBe('/?q=repo%3Aapp&state=open');
});
