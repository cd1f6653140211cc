import type { PullRequest } from '../../domain/diff-status.ts';
import { toPlainText } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';

export type ReviewSummary = Pick<
  PullRequest,
  'changesRequested' | 'approved' | 'reviewerCount' | 'requestedReviewers'
>;

/**
 * Azure keeps one vote of each reviewer, the latest. Whoever has none yet was asked for one; a
 * group's vote is that of a member, who is listed too. The author's own vote makes no reviewer.
 */
export function toReviewSummary({
  reviewers,
  authorId,
}: Pick<PullRequestAnswer, 'reviewers' | 'authorId'>): ReviewSummary {
  const voted = reviewers.filter(({ vote }) => vote !== 0);
  const changesRequested = voted.some(({ vote }) => vote < 0);
  const isPerson = ({ isGroup, id }: (typeof reviewers)[number]) =>
    !isGroup && (id === null || id !== authorId);
  return {
    changesRequested,
    approved: !changesRequested && voted.length > 0,
    reviewerCount: voted.filter(isPerson).length,
    requestedReviewers: reviewers
      .filter(({ vote, hasDeclined }) => vote === 0 && !hasDeclined)
      .map(({ name }) => toPlainText(name, 200)),
  };
}
