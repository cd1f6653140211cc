import { expect, test } from 'vitest';
import { parseSearch } from '../../shared/routing/route.ts';
import { makeStatus } from '../../testing/chats.ts';
import { toBranchHref, toViewHref } from './chat-views.ts';

const branch = makeStatus({ git_remote_origin: 'o', git_branch: 'other' });
const search = parseSearch('?q=repo%3Aapp&branch=b&origin=o&view=checks&file=a.ts&line=R12');

test('another view keeps the filter, the branch and the line', () => {
  expect(toViewHref('a/b', search, 'timeline')).toBe(
    '/chats/a%2Fb?q=repo%3Aapp&origin=o&branch=b&view=timeline&file=a.ts&line=R12',
  );
  expect(toViewHref('c', parseSearch('?view=checks'), 'diff')).toBe('/chats/c');
});

test('another branch keeps the view and drops the line', () => {
  expect(toBranchHref('c', search, branch)).toBe(
    '/chats/c?q=repo%3Aapp&origin=o&branch=other&view=checks',
  );
});
