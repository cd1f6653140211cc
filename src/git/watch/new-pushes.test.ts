import { describe, expect, test } from 'vitest';
import { findNewPush, type PushingWorktree, pickWorktree, type SeenPushes } from './new-pushes.ts';
import { parsePushes } from './reflogs.ts';

const commit = (digit: string) => digit.repeat(40);
const zeros = commit('0');

function line(to: string, atSeconds: number, message: string): string {
  return `${zeros} ${to} Ada <ada@example.test> ${atSeconds} +0100\t${message}\n`;
}

describe('the log of a remote-tracking ref', () => {
  const ref = 'refs/remotes/origin/main';

  test('contains pushes among fetches and clones', () => {
    const text =
      line(commit('a'), 1, 'clone: from https://github.com/acme/app') +
      line(commit('b'), 2, 'update by push') +
      line(commit('c'), 3, 'fetch origin: fast-forward') +
      line(commit('d'), 4, 'push: forced-update');
    expect(parsePushes(ref, text)).toEqual([
      { ref, commit: commit('b'), atSeconds: 2 },
      { ref, commit: commit('d'), atSeconds: 4 },
    ]);
  });

  test('is read where lines end with a carriage return, and with commits of SHA-256', () => {
    const long = 'e'.repeat(64);
    const text = line(long, 5, 'update by push').replace('\n', '\r\n');
    expect(parsePushes(ref, text)).toEqual([{ ref, commit: long, atSeconds: 5 }]);
  });

  test.each([
    '',
    'garbage',
    `${zeros} ${commit('a')} Ada`,
    `${zeros} ${zeros} A <a> 1 +0000\tupdate by push`,
    `${zeros} ${commit('x')} A <a> 1 +0000\tupdate by push`,
    `${zeros} ${commit('a')} A <a> soon +0000\tupdate by push`,
    `${commit('a').slice(9)} A <a> 7 +0000\tupdate by push`,
    `${zeros} ${commit('a')} A <a> 1 +0000\tmerge update by push`,
  ])('skips %j', (text) => {
    expect(parsePushes(ref, text)).toEqual([]);
  });

  test('is read where the name of the author is hostile', () => {
    const text = `${zeros} ${commit('a')} A > 9 +0000 <x> <y@z> 12 -0300\tupdate by push\n`;
    expect(parsePushes(ref, text)).toEqual([{ ref, commit: commit('a'), atSeconds: 12 }]);
  });
});

describe('a new push', () => {
  const ref = 'refs/remotes/origin/main';
  const isGone = () => true;
  const push = (digit: string, atSeconds: number) => ({ ref, commit: commit(digit), atSeconds });
  const seenAs = (digit: string, atSeconds: number, name = ref): SeenPushes =>
    new Map([[name, { commit: commit(digit), atSeconds }]]);

  test('is the newest one of a ref that was never seen', () => {
    const log = { ref, pushes: [push('a', 1), push('b', 2)] };
    expect(findNewPush(log, new Map(), isGone)).toEqual(push('b', 2));
  });

  test('is found after the one that was handled last', () => {
    const log = { ref, pushes: [push('a', 1), push('b', 2), push('c', 2)] };
    expect(findNewPush(log, seenAs('b', 2), isGone)).toEqual(push('c', 2));
    expect(findNewPush(log, seenAs('c', 2), isGone)).toBeUndefined();
  });

  test('is the newest one when the entry that was handled expired', () => {
    const log = { ref, pushes: [push('c', 9)] };
    expect(findNewPush(log, seenAs('b', 2), isGone)).toEqual(push('c', 9));
    expect(findNewPush(log, seenAs('b', 10), isGone)).toBeUndefined();
  });

  test('is not the old one of a remote that was renamed', () => {
    const log = { ref, pushes: [push('a', 1)] };
    expect(findNewPush(log, seenAs('a', 1, 'refs/remotes/upstream/main'), isGone)).toBeUndefined();
  });

  test('is found when one commit is pushed to two branches in one second', () => {
    const log = { ref, pushes: [push('a', 1)] };
    expect(findNewPush(log, seenAs('a', 1, 'refs/remotes/origin/x'), () => false)).toBeDefined();
  });

  test('is none without pushes', () => {
    expect(findNewPush({ ref, pushes: [] }, new Map(), isGone)).toBeUndefined();
  });
});

describe('the worktree of a push', () => {
  const worktree = (name: string, change: Partial<PushingWorktree>) => {
    return {
      name,
      branch: name,
      headCommit: commit('1'),
      changedAtMs: 0,
      isMain: false,
      ...change,
    };
  };
  const pushed = { branch: 'agent/x', commit: commit('7') };

  test.each([
    [
      'has the branch and the commit',
      [
        worktree('a', { headCommit: commit('7') }),
        worktree('agent/x', { headCommit: commit('7') }),
      ],
      'agent/x',
    ],
    [
      'has the commit, when HEAD was pushed to another name',
      [worktree('m', { isMain: true }), worktree('a', { headCommit: commit('7') })],
      'a',
    ],
    [
      'has the branch, when an earlier commit was pushed',
      [worktree('m', { isMain: true }), worktree('agent/x', {})],
      'agent/x',
    ],
    [
      'was changed last, among several on the commit',
      [
        worktree('a', { headCommit: commit('7'), changedAtMs: 1 }),
        worktree('b', { headCommit: commit('7'), changedAtMs: 2 }),
      ],
      'b',
    ],
    [
      'is the main one for a branch that is checked out nowhere',
      [worktree('a', { changedAtMs: 5 }), worktree('m', { isMain: true })],
      'm',
    ],
    [
      'was changed last, in a bare repository',
      [worktree('a', { changedAtMs: 5 }), worktree('b', { changedAtMs: 6 })],
      'b',
    ],
  ])('%s', (_name, worktrees, expected) => {
    expect(pickWorktree(pushed, worktrees)?.name).toBe(expected);
  });

  test('is none in a repository without worktrees', () => {
    expect(pickWorktree(pushed, [])).toBeUndefined();
  });
});
