import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { findBranchNameError, isRefName, toBranchName } from './branch-name.ts';

const forbidden = [
  'a..b',
  'a b',
  'a~1',
  'a^',
  'a:b',
  'a?',
  'a*',
  'a[b',
  'a\\b',
  'a@{b',
  'a.lock',
  'a.lock/b',
  '.a',
  'a/.b',
  'a.',
  '/a',
  'a/',
  'a//b',
  'a\tb',
  'a\u007fb',
];
const allowed = [
  'a',
  'agent/fix-login',
  '-x',
  '@',
  'HEAD',
  'a./b',
  'a.b',
  '日本',
  'a"b',
  "a'b",
  'locked',
  'a@b',
  '{a}',
];

function isAllowedByGit(name: string): boolean {
  try {
    execFileSync('git', ['check-ref-format', `refs/heads/${name}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('the name of a branch', () => {
  test.each(forbidden)('is refused where git refuses it: %j', (name) => {
    expect(isAllowedByGit(name)).toBe(false);
    expect(findBranchNameError(name)).toMatch(/, which git allows in no name$/);
  });

  test.each(allowed)('is accepted where git accepts it: %j', (name) => {
    expect(isAllowedByGit(name)).toBe(true);
    expect(findBranchNameError(name)).toBeUndefined();
  });

  test('is refused when it is empty or very long', () => {
    expect(findBranchNameError('')).toBe('is empty');
    expect(isRefName('x'.repeat(1025))).toBe(false);
  });

  test('says what is wrong with it', () => {
    expect(findBranchNameError('fix login')).toContain('contains a space');
    expect(findBranchNameError('main.lock')).toContain('".lock"');
  });

  test('is the same with and without refs/heads', () => {
    expect(toBranchName(' refs/heads/main\n')).toBe('main');
    expect(toBranchName('main')).toBe('main');
  });
});
