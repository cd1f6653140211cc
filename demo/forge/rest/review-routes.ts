import { type Answer, toInvalid, toJson, toNotFound } from '../http/answer.ts';
import { type Call, getText, type Route } from '../http/router.ts';
import type { Account, PullRequest } from '../world/records.ts';
import { dismissReview, findReview, submitReview } from '../world/reviews.ts';
import type { World } from '../world/world.ts';
import { requireAccount, requirePush, toPullRequestRoute } from './find-target.ts';
import { toPage } from './paging.ts';
import { toAccountJson, toApiUrl } from './to-account.ts';
import { toTeamJson } from './to-pull-request.ts';
import { toReviewJson } from './to-review.ts';

const stateOfEvent = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
} as const;

/** The routes of reviews. */
export function toReviewRoutes(world: World): Route[] {
  return [
    toPullRequestRoute(world, 'GET', '/reviews', (call, pullRequest) => {
      const page = toPage(toApiUrl(world, ''), call, pullRequest.reviews);
      const items = page.items.map((review) => toReviewJson(world, pullRequest, review));
      return toJson(items, 200, page.headers);
    }),
    toPullRequestRoute(world, 'POST', '/reviews', (call, pullRequest) =>
      requireAccount(call, (account) => submit(world, call, pullRequest, account)),
    ),
    toPullRequestRoute(world, 'GET', '/requested_reviewers', (_, pullRequest) => {
      const { repository, requestedReviewers, requestedTeams } = pullRequest;
      const users = [...requestedReviewers].map((account) => toAccountJson(world, account));
      const teams = [...requestedTeams].map((slug) => toTeamJson(world, repository.owner, slug));
      return toJson({ users, teams });
    }),
    toPullRequestRoute(world, 'PUT', '/reviews/:review/dismissals', (call, pullRequest) =>
      requirePush(call, pullRequest.repository, () => dismiss(world, call, pullRequest)),
    ),
  ];
}

function submit(world: World, call: Call, pullRequest: PullRequest, author: Account): Answer {
  const event = getText(call, 'event') || 'COMMENT';
  const state = Object.entries(stateOfEvent).find(([name]) => name === event)?.[1];
  if (state === undefined)
    return toInvalid({ resource: 'Review', field: 'event', code: 'invalid' });
  if (author === pullRequest.author && state !== 'COMMENTED') {
    const action = state === 'APPROVED' ? 'approve' : 'request changes on';
    const message = `Can not ${action} your own pull request`;
    return toInvalid({ resource: 'Review', code: 'custom', message });
  }
  const review = submitReview(world, pullRequest, { author, state, body: getText(call, 'body') });
  return toJson(toReviewJson(world, pullRequest, review));
}

function dismiss(world: World, call: Call, pullRequest: PullRequest): Answer {
  const review = findReview(pullRequest, Number(call.parameters.review));
  if (review === undefined) return toNotFound();
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
    const message = 'Can not dismiss a review without a verdict';
    return toInvalid({ resource: 'Review', code: 'custom', message });
  }
  dismissReview(world, pullRequest, review, getText(call, 'message'));
  return toJson(toReviewJson(world, pullRequest, review));
}
