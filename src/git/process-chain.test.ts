import { expect, test } from 'vitest';
import { findGitAncestry, type ProcessReader, procProcessReader } from './process-chain.ts';

const url = 'https://forge.example/acme/shop.git';

/** The processes above askpass, nearest first; the last one has no parent. */
function chain(...commands: string[][]): ProcessReader {
  return (id) => {
    const argv = commands[id - 1];
    return argv && { argv, parentId: id === commands.length ? 0 : id + 1 };
  };
}

const withHiddenParent: ProcessReader = (id) =>
  id === 1 ? { argv: ['sh'], parentId: 2 } : undefined;

test('finds git push above its remote helper, and the helper’s URL', () => {
  const readProcess = chain(
    ['/usr/lib/git-core/git-remote-https', 'origin', url],
    ['/usr/lib/git-core/git', 'remote-https', 'origin', url],
    ['git', 'push', 'origin', 'side'],
    ['bash'],
  );

  expect(findGitAncestry(readProcess, 1)).toEqual({
    kind: 'git',
    argv: ['git', 'push', 'origin', 'side'],
    transport: { remote: 'origin', url },
  });
});

test('returns the nearest git: a fetch in a push hook is a fetch', () => {
  const readProcess = chain(
    ['git-remote-https', 'upstream', url],
    ['git', 'fetch', 'upstream'],
    ['sh', '.git/hooks/pre-push', 'origin'],
    ['git', 'push', 'origin'],
  );

  expect(findGitAncestry(readProcess, 1)).toMatchObject({ argv: ['git', 'fetch', 'upstream'] });
});

test('skips a wrapper between git and askpass', () => {
  const readProcess = chain(['sh', '/opt/git-askpass'], ['git.exe', 'push'], ['bash']);

  expect(findGitAncestry(readProcess, 1)).toMatchObject({ kind: 'git', transport: undefined });
});

test('finds none without git', () => {
  expect(findGitAncestry(chain(['node', 'agent.js'], ['bash']), 1)).toEqual({ kind: 'none' });
});

test('stops without a guess at a process that cannot be read', () => {
  expect(findGitAncestry(withHiddenParent, 1)).toEqual({
    kind: 'unreadable',
  });
});

test('stops at a cycle of parents', () => {
  expect(findGitAncestry(() => ({ argv: ['sh'], parentId: 1 }), 1)).toEqual({ kind: 'none' });
});

test.runIf(process.platform === 'linux')('reads a process that runs', () => {
  const entry = procProcessReader(process.pid);

  expect(entry?.parentId).toBe(process.ppid);
  expect(entry?.argv[0]).toContain('node');
  expect(procProcessReader(2 ** 30)).toBeUndefined();
});
