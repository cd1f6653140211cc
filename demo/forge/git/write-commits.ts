import { readGit, runGit } from './run-git.ts';

/** A commit to write into a bare repository. */
export interface CommitToWrite {
  branch: string;
  message: string;
  /** Content per path; `null` removes the path. */
  files: Readonly<Record<string, string | Buffer | null>>;
  authorName: string;
  authorEmail: string;
  at: Date;
  /** The commit a new branch starts from; without it the branch continues, or starts empty. */
  from?: string;
}

/** Writes commits with one `git fast-import`, in order. */
export async function writeCommits(
  directory: string,
  commits: readonly CommitToWrite[],
): Promise<void> {
  const input = Buffer.concat(commits.flatMap(formatFastImport));
  await readGit(directory, ['fast-import', '--quiet', '--force'], { input });
}

function formatFastImport(commit: CommitToWrite): Buffer[] {
  const who = `${commit.authorName} <${commit.authorEmail}>`;
  const when = `${Math.floor(commit.at.getTime() / 1000)} +0000`;
  const head = [
    `commit refs/heads/${commit.branch}\n`,
    `author ${who} ${when}\ncommitter ${who} ${when}\n`,
  ];
  return [
    Buffer.from(head.join('')),
    ...formatData(Buffer.from(commit.message)),
    Buffer.from(commit.from === undefined ? '' : `from ${commit.from}\n`),
    ...Object.entries(commit.files).flatMap(([path, content]) => formatFileChange(path, content)),
    Buffer.from('\n'),
  ];
}

function formatFileChange(path: string, content: string | Buffer | null): Buffer[] {
  if (content === null) return [Buffer.from(`D ${quotePath(path)}\n`)];
  return [
    Buffer.from(`M 100644 inline ${quotePath(path)}\n`),
    ...formatData(typeof content === 'string' ? Buffer.from(content) : content),
  ];
}

function formatData(content: Buffer): Buffer[] {
  return [Buffer.from(`data ${content.length}\n`), content, Buffer.from('\n')];
}

function quotePath(path: string): string {
  const escaped = path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `"${escaped}"`;
}

interface MergeRequest {
  base: string;
  head: string;
  branch: string;
  message: string;
  method: 'merge' | 'squash';
  authorName: string;
  authorEmail: string;
  at: Date;
}

/** Merges head into a branch of a bare repository; undefined when they conflict. */
export async function mergeCommits(
  directory: string,
  request: MergeRequest,
): Promise<string | undefined> {
  const args = ['merge-tree', '--write-tree', request.base, request.head];
  const merged = await runGit(directory, args);
  if (merged.exitCode === 1) return undefined;
  if (merged.exitCode !== 0) throw new Error(`git merge-tree failed: ${merged.stderr.trim()}`);
  const tree = merged.stdout.toString().split('\n')[0] ?? '';
  const parents = request.method === 'merge' ? [request.base, request.head] : [request.base];
  const commit = await readGit(
    directory,
    ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent])],
    { input: request.message, environment: buildIdentity(request) },
  );
  const ref = `refs/heads/${request.branch}`;
  await readGit(directory, ['update-ref', ref, commit.trim(), request.base]);
  return commit.trim();
}

function buildIdentity(request: MergeRequest): Record<string, string> {
  const date = `${Math.floor(request.at.getTime() / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: request.authorName,
    GIT_AUTHOR_EMAIL: request.authorEmail,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: 'GitHub',
    GIT_COMMITTER_EMAIL: 'noreply@github.com',
    GIT_COMMITTER_DATE: date,
  };
}
