import { expect, test } from 'vitest';
import { makeChat, makeStatus } from '../../testing/chats.ts';
import { findNamedBranch } from './named-branch.ts';

const app = makeStatus({ git_branch: 'x' });
const pay = makeStatus({
  git_branch: 'x',
  git_remote_origin: 'https://github.com/acme/pay.git',
  remote_origins: ['https://github.com/acme/pay.git', 'git@github.com:acme/pay.git'],
});
const chat = makeChat([app, pay]);

test('an address names a branch by its origin and its name', () => {
  expect(findNamedBranch(chat, { origin: pay.git_remote_origin, branch: 'x' })).toBe(pay);
  expect(findNamedBranch(chat, { origin: app.git_remote_origin, branch: 'x' })).toBe(app);
});

test('an address with another spelling of the origin still names its branch', () => {
  expect(findNamedBranch(chat, { origin: 'git@github.com:acme/pay.git', branch: 'x' })).toBe(pay);
});

test('an address names no branch of another repository or with another name', () => {
  expect(findNamedBranch(chat, { origin: 'https://github.com/acme/etl', branch: 'x' })).toBe(
    undefined,
  );
  expect(findNamedBranch(chat, { origin: pay.git_remote_origin, branch: 'y' })).toBe(undefined);
  expect(findNamedBranch(chat, { origin: '', branch: '' })).toBe(undefined);
});
