import type { Access, PullRequestReference, Review, ReviewsOutcome } from '../forge.ts';
import { toPlainText } from '../parsing/text.ts';
import type { Reviewer } from './answers.ts';
import type { AzureDevOpsApi } from './api.ts';
import { readPullRequest } from './pull-requests.ts';

/** The votes that the pull request tells of, without when they were given. */
export async function fetchPullRequestReviews(
  reference: PullRequestReference,
  { api }: { api: AzureDevOpsApi },
  access: Access,
): Promise<ReviewsOutcome> {
  const read = await readPullRequest(reference, api, access);
  if (read.kind === 'unread') return read.outcome;
  return { kind: 'reviews', reviews: toReviews(read.value.reviewers) };
}

/** A group's vote is that of a member, who is listed too. */
export function toReviews(reviewers: readonly Reviewer[]): Review[] {
  return reviewers
    .filter(({ vote, isGroup, hasDeclined }) => (vote === 0 ? !hasDeclined : !isGroup))
    .map(({ name, avatarUrl, vote }) => ({
      reviewer: toPlainText(name, 200),
      avatarUrl,
      state: toState(vote),
      submittedAt: null,
      url: null,
    }));
}

function toState(vote: number): Review['state'] {
  if (vote === 0) return 'requested';
  return vote > 0 ? 'approved' : 'changes_requested';
}
