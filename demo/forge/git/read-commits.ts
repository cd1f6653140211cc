import { readGit, runGit } from './run-git.ts';

/** A commit as git prints it. */
export interface CommitDetails {
  sha: string;
  tree: string;
  parents: string[];
  authorName: string;
  authorEmail: string;
  authoredAt: string;
  committerName: string;
  committerEmail: string;
  committedAt: string;
  message: string;
}

const commitFormat = '--format=%H%x1f%T%x1f%P%x1f%an%x1f%ae%x1f%aI%x1f%cn%x1f%ce%x1f%cI%x1f%B%x1e';

/** Lists the commits of a revision range, oldest first. */
export async function listCommits(
  directory: string,
  range: string,
  limit: number,
): Promise<CommitDetails[]> {
  const count = `--max-count=${limit}`;
  const output = await readGit(directory, ['log', '--reverse', count, commitFormat, range, '--']);
  return output.split('\x1e').flatMap(parseCommit);
}

/** Reads one commit. */
export async function findCommit(
  directory: string,
  revision: string,
): Promise<CommitDetails | undefined> {
  const result = await runGit(directory, ['log', '--max-count=1', commitFormat, revision, '--']);
  if (result.exitCode !== 0) return undefined;
  return result.stdout.toString().split('\x1e').flatMap(parseCommit)[0];
}

/** The full commit id of a revision, if it exists. */
export async function findCommitId(
  directory: string,
  revision: string,
): Promise<string | undefined> {
  if (revision.startsWith('-')) return undefined;
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const result = await runGit(directory, args);
  return result.exitCode === 0 ? result.stdout.toString().trim() : undefined;
}

/** The merge base of two commits, if they share history. */
export async function findMergeBase(
  directory: string,
  base: string,
  head: string,
): Promise<string | undefined> {
  const result = await runGit(directory, ['merge-base', base, head]);
  return result.exitCode === 0 ? result.stdout.toString().trim() : undefined;
}

/** Whether a commit is an ancestor of another. */
export async function isAncestor(
  directory: string,
  commit: string,
  descendant: string,
): Promise<boolean> {
  const args = ['merge-base', '--is-ancestor', commit, descendant];
  return (await runGit(directory, args)).exitCode === 0;
}

/** The unified diff of head against its merge base with base. */
export async function readDiff(directory: string, base: string, head: string): Promise<Buffer> {
  const args = ['diff', '--no-color', '-M', '--full-index', `${base}...${head}`];
  return (await runGit(directory, args)).stdout;
}

/** The paths of a commit's tree. */
export async function listPaths(directory: string, commit: string): Promise<string[]> {
  const output = await readGit(directory, ['ls-tree', '-r', '-z', '--name-only', commit]);
  return output.split('\0').filter((path) => path !== '');
}

function parseCommit(record: string): CommitDetails[] {
  const fields = record.trimStart().split('\x1f');
  const [sha, tree, parents, authorName, authorEmail, authoredAt] = fields;
  const [committerName, committerEmail, committedAt, message] = fields.slice(6);
  if (sha === undefined || message === undefined) return [];
  return [
    {
      sha,
      tree: tree ?? '',
      parents: (parents ?? '').split(' ').filter((parent) => parent !== ''),
      authorName: authorName ?? '',
      authorEmail: authorEmail ?? '',
      authoredAt: authoredAt ?? '',
      committerName: committerName ?? '',
      committerEmail: committerEmail ?? '',
      committedAt: committedAt ?? '',
      message: message.trimEnd(),
    },
  ];
}

/** An entry in a commit's tree. */
export interface TreeEntry {
  /** `100644`, `100755`, `120000`, `160000` or `040000`. */
  mode: string;
  kind: 'blob' | 'tree' | 'commit';
  sha: string;
  /** In bytes; 0 unless it is a blob. */
  size: number;
  path: string;
}

/** The entry at a path of a commit. */
export async function findEntry(
  directory: string,
  commit: string,
  path: string,
): Promise<TreeEntry | undefined> {
  const [entry] = await listEntries(directory, commit, path);
  return entry?.path === path ? entry : undefined;
}

/** The entries of a directory of a commit; `''` is the root. */
export function listDirectory(
  directory: string,
  commit: string,
  path: string,
): Promise<TreeEntry[]> {
  return path === '' ? listEntries(directory, commit) : listEntries(directory, commit, `${path}/`);
}

/** The content of a blob. */
export async function readBlob(directory: string, sha: string): Promise<Buffer> {
  return (await runGit(directory, ['cat-file', 'blob', sha])).stdout;
}

async function listEntries(
  directory: string,
  commit: string,
  ...paths: readonly string[]
): Promise<TreeEntry[]> {
  const args = ['ls-tree', '-z', '-l', '--full-tree', commit, '--', ...paths];
  const { exitCode, stdout } = await runGit(directory, args);
  return exitCode === 0 ? stdout.toString().split('\0').flatMap(parseEntry) : [];
}

function parseEntry(line: string): TreeEntry[] {
  const [, mode = '', kind = '', sha = '', size = '', path = ''] =
    /^(\d+) (\w+) ([0-9a-f]+) +(\S+)\t(.+)$/s.exec(line) ?? [];
  if (path === '') return [];
  return [{ mode, kind: kind as TreeEntry['kind'], sha, size: Number(size) || 0, path }];
}
