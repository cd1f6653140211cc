import { readGit, runGit } from './run-git.ts';

/** Who merges, when, and how the result is to be written. */
export interface MergeRequest {
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
    { input: request.message, environment: toIdentity(request) },
  );
  const ref = `refs/heads/${request.branch}`;
  await readGit(directory, ['update-ref', ref, commit.trim(), request.base]);
  return commit.trim();
}

function toIdentity(request: MergeRequest): Record<string, string> {
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
