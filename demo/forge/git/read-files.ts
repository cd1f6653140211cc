import { runGit } from './run-git.ts';

/** Something in a commit's tree. */
export interface TreeEntry {
  /** `100644`, `100755`, `120000`, `160000` or `040000`. */
  mode: string;
  kind: 'blob' | 'tree' | 'commit';
  sha: string;
  /** In bytes; 0 for what is no blob. */
  size: number;
  path: string;
}

/** What stands at a path of a commit. */
export async function findEntry(
  directory: string,
  commit: string,
  path: string,
): Promise<TreeEntry | undefined> {
  const [entry] = await listEntries(directory, commit, path);
  return entry?.path === path ? entry : undefined;
}

/** What is directly below a directory of a commit; `''` is its root. */
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
