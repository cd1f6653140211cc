import { describe, expect, test } from 'vitest';
import { parseGitConfig } from './git-config.ts';
import { findTrackingRef, listRemoteBranches } from './tracking-refs.ts';

function configure(...fetches: [remote: string, refspec: string][]) {
  return parseGitConfig(
    fetches.map(([remote, refspec]) => `remote.${remote}.fetch\n${refspec}\0`).join(''),
  );
}

const usual = configure(['origin', '+refs/heads/*:refs/remotes/origin/*']);

describe('a remote-tracking ref', () => {
  test.each([
    ['refs/remotes/origin/main', 'main'],
    ['refs/remotes/origin/agent/fix/1', 'agent/fix/1'],
    ['refs/remotes/origin/origin/main', 'origin/main'],
  ])('%s follows %s', (ref, branch) => {
    expect(listRemoteBranches(usual, ref)).toEqual([{ remote: 'origin', branch }]);
    expect(findTrackingRef(usual, { remote: 'origin', branch })).toBe(ref);
  });

  test.each(['refs/remotes/fork/main', 'refs/heads/main', 'refs/remotes/origin', 'refs/tags/v1'])(
    '%s of no configured remote follows nothing',
    (ref) => expect(listRemoteBranches(usual, ref)).toEqual([]),
  );

  test('is found where a remote was renamed but keeps its namespace', () => {
    const renamed = configure(['upstream', '+refs/heads/*:refs/remotes/origin/*']);
    expect(listRemoteBranches(renamed, 'refs/remotes/origin/main')).toEqual([
      { remote: 'upstream', branch: 'main' },
    ]);
  });

  test('is found by refspecs of single branches, prefixes and other namespaces', () => {
    const config = configure(
      ['one', '+refs/heads/main:refs/remotes/one/main'],
      ['two', '+refs/heads/agent/*:refs/remotes/two/a/*'],
      ['my.remote', '+refs/heads/*:refs/mirror/*'],
      ['two', '^refs/heads/agent/private'],
      ['pulls', '+refs/pull/*/head:refs/remotes/pulls/*'],
    );
    expect(listRemoteBranches(config, 'refs/remotes/one/main')).toMatchObject([{ branch: 'main' }]);
    expect(listRemoteBranches(config, 'refs/remotes/one/other')).toEqual([]);
    expect(listRemoteBranches(config, 'refs/remotes/two/a/x')).toEqual([
      { remote: 'two', branch: 'agent/x' },
    ]);
    expect(listRemoteBranches(config, 'refs/mirror/x')).toEqual([
      { remote: 'my.remote', branch: 'x' },
    ]);
    expect(listRemoteBranches(config, 'refs/remotes/pulls/7')).toEqual([]);
  });
});
