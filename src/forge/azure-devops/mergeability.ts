import type { PullRequest } from '../../domain/diff-status.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { Policy } from './policies.ts';

/** Policies are null when unknown. */
export function toMergeability(
  { state, draft, mergeStatus }: Pick<PullRequestAnswer, 'state' | 'draft' | 'mergeStatus'>,
  policies: readonly Policy[] | null,
): PullRequest['mergeability'] {
  if (state !== 'open') return 'unknown';
  if (mergeStatus === 'conflicts') return 'conflicting';
  if (draft) return 'blocked';
  switch (mergeStatus) {
    case 'succeeded':
      if (policies === null) return 'unknown';
      return policies.some(isBlocking) ? 'blocked' : 'mergeable';
    case 'rejectedByPolicy':
      return 'blocked';
    case 'queued':
    case 'notSet':
    case null:
      return 'computing';
    default:
      return 'unknown';
  }
}

/** From the votes, and from the policies that require reviewers. */
export function toReviewDecision(
  { changesRequested, approved }: Pick<PullRequest, 'changesRequested' | 'approved'>,
  policies: readonly Policy[] | null,
): PullRequest['reviewDecision'] {
  if (policies === null) return null;
  if (changesRequested) return 'changes_requested';
  const unmet = policies.filter(({ kind }) => kind === 'reviewers').filter(isBlocking);
  if (unmet.length > 0) return 'review_required';
  return approved ? 'approved' : 'none';
}

function isBlocking({ isRequired, state }: Policy): boolean {
  return isRequired && state !== 'met' && state !== 'notApplicable';
}
