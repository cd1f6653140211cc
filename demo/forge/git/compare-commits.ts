import { readGit, runGit } from './run-git.ts';

/** One file of a comparison. */
export interface ChangedFile {
  path: string;
  previousPath: string | undefined;
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  additions: number;
  deletions: number;
  binary: boolean;
  blobSha: string;
}

/** The changes of head since its merge base with base. */
export interface Comparison {
  ahead: number;
  behind: number;
  additions: number;
  deletions: number;
  files: ChangedFile[];
}

/** Compares two commits; undefined when they share no history. */
export async function compareCommits(
  directory: string,
  base: string,
  head: string,
): Promise<Comparison | undefined> {
  const range = `${base}...${head}`;
  const [counts, diff] = await Promise.all([
    readGit(directory, ['rev-list', '--count', '--left-right', range]),
    runGit(directory, ['diff', '--raw', '--numstat', '-z', '-M', '--abbrev=40', range]),
  ]);
  if (diff.exitCode !== 0) return undefined;
  const [behind = 0, ahead = 0] = counts.trim().split('\t').map(Number);
  const files = parseRawAndNumstat(diff.stdout.toString());
  return {
    ahead,
    behind,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    files,
  };
}

/** Whether two commits merge without conflicts; null if this version of git cannot check it. */
export async function isMergeable(
  directory: string,
  base: string,
  head: string,
): Promise<boolean | null> {
  const { exitCode } = await runGit(directory, ['merge-tree', '--write-tree', base, head]);
  if (exitCode === 0) return true;
  return exitCode === 1 ? false : null;
}

const statuses: Readonly<Record<string, ChangedFile['status']>> = {
  A: 'added',
  D: 'removed',
  M: 'modified',
  R: 'renamed',
  C: 'copied',
  T: 'changed',
};

function parseRawAndNumstat(output: string): ChangedFile[] {
  const fields = output.split('\0');
  const files: ChangedFile[] = [];
  let at = 0;
  for (let field = fields[at] ?? ''; field.startsWith(':'); field = fields[at] ?? '') {
    const file = parseChangedFile(field, fields[at + 1] ?? '', fields[at + 2] ?? '');
    files.push(file);
    at += file.previousPath === undefined ? 2 : 3;
  }
  for (const file of files) {
    const [added = '0', deleted = '0'] = (fields[at] ?? '').split('\t');
    file.binary = added === '-';
    file.additions = Number.parseInt(added, 10) || 0;
    file.deletions = Number.parseInt(deleted, 10) || 0;
    at += file.previousPath === undefined ? 1 : 3;
  }
  return files;
}

function parseChangedFile(raw: string, path: string, secondPath: string): ChangedFile {
  const [, , oldSha = '', newSha = '', letter = 'M'] = raw.split(' ');
  const status = statuses[letter.charAt(0)] ?? 'changed';
  const moved = status === 'renamed' || status === 'copied';
  return {
    path: moved ? secondPath : path,
    previousPath: moved ? path : undefined,
    status,
    additions: 0,
    deletions: 0,
    binary: false,
    blobSha: status === 'removed' ? oldSha : newSha,
  };
}
