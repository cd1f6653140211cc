import { describe, expect, test } from 'vitest';
import {
  listChangedBranches,
  parseProgramChange,
  type TrackedBranch,
  toTrackedBranch,
} from './program-changes.ts';

describe('a recorded program', () => {
  test.each([
    'gh 7 pr create\t/work',
    'gh 7 pr merge 12\t/work',
    'gh 7 pr acme/app ready\t/work',
    'gh 7 api write repos/acme/app/pulls\t/work',
    'gh 7 run rerun 99\t/work',
    'glab 7 mr update 3\t/work',
    'glab 7 ci retry\t/work',
  ])('"%s" may change a pull request', (line) => {
    expect(parseProgramChange(line)).toMatchObject({ processId: 7, directory: '/work' });
  });

  test.each([
    'gh 7 pr view 12\t/work',
    'gh 7 pr checks\t/work',
    'gh 7 api repos/acme/app\t/work',
    'gh 7 run watch\t/work',
    'glab 7 mr list\t/work',
    'gh 7 toString create\t/work',
    'gh 0 pr create\t/work',
    'gh x pr create\t/work',
    'gh 7 pr create',
    '',
  ])('"%s" changes nothing', (line) => {
    expect(parseProgramChange(line)).toBeUndefined();
  });
});

describe('the changed branches', () => {
  const toBranch = (branch: string, number: number | null = null): TrackedBranch => ({
    origin: 'https://forge.test/acme/app.git',
    branch,
    url: number === null ? null : `https://forge.test/acme/app/pull/${number}`,
    number,
    reportedSha: null,
  });
  const one = toBranch('agent/one', 1);
  const two = toBranch('agent/two', 2);
  const new_ = toBranch('agent/new');
  const all = [one, two, new_];

  test.each([
    [['merge', '2'], two],
    [['merge', '#2'], two],
    [['close', 'agent/one'], one],
    [['edit', 'https://forge.test/acme/app/pull/1'], one],
  ])('are what %j names', (words, expected) => {
    expect(listChangedBranches(all, words, 'agent/new')).toEqual([expected]);
  });

  test('are the one that is checked out, or else all', () => {
    expect(listChangedBranches(all, ['create'], 'agent/new')).toEqual([new_]);
    expect(listChangedBranches(all, ['merge', '9'], 'main')).toEqual(all);
    expect(listChangedBranches(all, ['create'], undefined)).toEqual(all);
  });

  test('are read from the response of the server, and nothing else is', () => {
    const status = {
      remote_origin: 'o',
      git_branch: 'b',
      url: 'u',
      pr_number: 3,
      reported_sha: 's',
    };
    expect(toTrackedBranch(status)).toEqual([
      { origin: 'o', branch: 'b', url: 'u', number: 3, reportedSha: 's' },
    ]);
    expect(toTrackedBranch({ git_branch: 'b' })).toEqual([]);
  });
});
