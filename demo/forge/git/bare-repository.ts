import { appendFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readGit, runGit } from './run-git.ts';

const configuration = `
[gc]
\tauto = 0
[maintenance]
\tauto = false
[receive]
\tautogc = false
\thideRefs = refs/pull
[uploadpack]
\tallowAnySHA1InWant = true
\tallowFilter = true
[core]
\tfsync = none
\tquotePath = false
[diff]
\trenames = true
`;

/** Creates an empty bare repository. */
export async function createBareRepository(
  directory: string,
  defaultBranch: string,
): Promise<void> {
  await mkdir(directory, { recursive: true });
  await readGit(directory, ['init', '--quiet', '--bare', `--initial-branch=${defaultBranch}`, '.']);
  await appendFile(join(directory, 'config'), configuration);
}

/** Copies every branch of a repository into a new bare one. */
export async function copyBareRepository(source: string, directory: string): Promise<void> {
  await mkdir(dirname(directory), { recursive: true });
  await readGit(source, ['clone', '--quiet', '--bare', source, directory]);
  await appendFile(join(directory, 'config'), configuration);
}

/** Reads where every branch points. */
export async function readBranches(directory: string): Promise<Map<string, string>> {
  const format = '--format=%(objectname) %(refname:lstrip=2)';
  const output = await readGit(directory, ['for-each-ref', format, 'refs/heads']);
  const branches = new Map<string, string>();
  for (const line of output.split('\n')) {
    if (line !== '') branches.set(line.slice(41), line.slice(0, 40));
  }
  return branches;
}

/** Fetches a commit from another repository, unless it is already here. */
export async function fetchCommit(
  directory: string,
  source: string,
  commit: string,
): Promise<void> {
  if (source === directory) return;
  const present = await runGit(directory, ['cat-file', '-e', `${commit}^{commit}`]);
  if (present.exitCode === 0) return;
  await readGit(directory, ['fetch', '--quiet', '--no-tags', source, commit]);
}

/** Points `refs/pull/<number>/head` at a commit, written as a loose ref to avoid a git process. */
export async function writePullRequestRef(
  directory: string,
  number: number,
  commit: string,
): Promise<void> {
  const file = join(directory, 'refs', 'pull', String(number), 'head');
  await mkdir(dirname(file), { recursive: true });
  // Like git, so that a reader sees either the old or the new content.
  await writeFile(`${file}.lock`, `${commit}\n`);
  await rename(`${file}.lock`, file);
}

/** Creates branches at a commit, in one git process. */
export async function createBranches(
  directory: string,
  names: readonly string[],
  commit: string,
): Promise<void> {
  const input = names.map((name) => `create refs/heads/${name}\0${commit}\0`).join('');
  await readGit(directory, ['update-ref', '-z', '--stdin'], { input });
}

/** Deletes a branch. */
export async function deleteBranch(directory: string, name: string): Promise<void> {
  await readGit(directory, ['update-ref', '-d', `refs/heads/${name}`]);
}
