import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSafeGit, type SafeGitResult, type UntrustedClone } from '../safe-git.ts';
import { readCheckoutState, toUntrustedClone } from './checkout-state.ts';
import type { Worktree } from './repository.ts';

/** What is not pushed from a worktree: its commits and its uncommitted files, in one diff. */
export type WorkingDiff =
  | {
      kind: 'diff';
      branch: string | null;
      headSha: string | null;
      /** The commit that the diff starts from. */
      baseSha: string | null;
      diff: string;
      /** The diff is larger than the limit and left out; `numstat` lists its files. */
      truncated: boolean;
      numstat: string;
    }
  | { kind: 'failed'; message: string };

const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/** New files beyond these are left out: a directory of generated files may hold any number. */
const mostNewFiles = 500;
/** Less than any system accepts as arguments. */
const mostNameBytes = 24_000;
const mostListBytes = 16 * 1024 * 1024;

// Paths are relative to the top, and names that git would quote are quoted.
const diffArguments = [
  'diff',
  '--no-ext-diff',
  '--no-textconv',
  '--no-color',
  '--no-relative',
  '--find-renames',
  '--ignore-submodules=dirty',
  '--src-prefix=a/',
  '--dst-prefix=b/',
];

/** Reads files only: the index is copied, so that new files can be part of the diff. */
export async function readWorkingDiff(
  worktree: Worktree,
  limitBytes: number,
): Promise<WorkingDiff> {
  const state = await readCheckoutState(worktree);
  if (!state) return { kind: 'failed', message: `git cannot read ${worktree.path} now.` };
  const clone = toUntrustedClone(worktree);
  const baseSha = await findBase(clone, state.pushedSha);
  const directory = await mkdtemp(join(tmpdir(), 'afterpush-index-'));
  try {
    const indexFile = await addNewFiles(clone, worktree, join(directory, 'index'));
    const from = baseSha ?? emptyTree;
    const run = (args: readonly string[], maxBytes: number): Promise<SafeGitResult> =>
      runSafeGit(clone, [...diffArguments, ...args, from, '--'], { maxBytes, indexFile });
    const [diff, numstat] = await Promise.all([
      run(['--unified=5'], limitBytes),
      run(['--numstat', '-z'], mostListBytes),
    ]);
    if (diff.kind === 'failed') return { kind: 'failed', message: `git failed: ${diff.message}` };
    return {
      kind: 'diff',
      branch: state.branch,
      headSha: state.headSha,
      baseSha,
      diff: diff.kind === 'done' ? diff.output : '',
      truncated: diff.kind === 'too_large',
      numstat: numstat.kind === 'done' ? numstat.output : '',
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Where the work began that is not pushed; null before the first commit. */
async function findBase(clone: UntrustedClone, pushedSha: string | null): Promise<string | null> {
  const candidates = pushedSha === null ? ['@{upstream}', 'refs/remotes/origin/HEAD'] : [pushedSha];
  for (const candidate of candidates) {
    const found = await readCommit(clone, ['merge-base', candidate, 'HEAD']);
    if (found !== undefined) return found;
  }
  return (await readCommit(clone, ['rev-parse', '--verify', '--quiet', 'HEAD'])) ?? null;
}

async function readCommit(
  clone: UntrustedClone,
  args: readonly string[],
): Promise<string | undefined> {
  const result = await runSafeGit(clone, args, { refsOnly: true });
  return result.kind === 'done' ? /^[0-9a-f]{40,64}/.exec(result.output)?.[0] : undefined;
}

/** The copy of an index in which new files are announced, as `git add --intent-to-add` does. */
async function addNewFiles(
  clone: UntrustedClone,
  { gitDirectory }: Worktree,
  indexFile: string,
): Promise<string> {
  try {
    await copyFile(join(gitDirectory, 'index'), indexFile);
  } catch {
    // Nothing was ever added.
  }
  const args = ['ls-files', '--others', '--exclude-standard', '-z'];
  const listed = await runSafeGit(clone, args, { maxBytes: mostListBytes });
  const names = listed.kind === 'done' ? listed.output.split('\0').slice(0, -1) : [];
  const files = takeNames(names.filter((name) => !name.endsWith('/')));
  if (files.length > 0) {
    const add = ['--literal-pathspecs', 'add', '--intent-to-add', '--', ...files];
    await runSafeGit(clone, add, { indexFile });
  }
  return indexFile;
}

function takeNames(names: readonly string[]): string[] {
  let bytes = 0;
  const end = names.findIndex((name) => {
    bytes += Buffer.byteLength(name) + 1;
    return bytes > mostNameBytes;
  });
  return names.slice(0, end < 0 ? mostNewFiles : Math.min(end, mostNewFiles));
}
