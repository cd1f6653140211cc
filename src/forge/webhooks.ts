import type { RepositoryReference } from '../domain/repository-reference.ts';
import type { WebhookHint } from '../domain/webhook-hint.ts';
import { parseBranchRef } from './branch-ref.ts';
import { isCommitSha } from './commit-sha.ts';

/** For a ref that moved, came or went; none for a tag. */
export function toBranchHints(
  ref: string | undefined,
  repository: RepositoryReference,
): WebhookHint[] {
  const branch = parseBranchRef(ref);
  return branch === undefined ? [] : [{ kind: 'branch', repository, branch }];
}

/** For something that is about a commit. */
export function toCommitHints(
  sha: string | undefined,
  repository: RepositoryReference,
): WebhookHint[] {
  return sha !== undefined && isCommitSha(sha) ? [{ kind: 'commit', repository, sha }] : [];
}
