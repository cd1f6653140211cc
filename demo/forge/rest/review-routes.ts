import { type HttpResponse, jsonResponse, notFound, validationFailed } from '../http/response.ts';
import { type Call, getText, type Route } from '../http/router.ts';
import { type CommentPlace, findHunk, isInPullRequest } from '../world/comparisons.ts';
import type { Account, PullRequest } from '../world/records.ts';
import { dismissReview, findReview, openThread, submitReview } from '../world/reviews.ts';
import { getApiUrl, type World } from '../world/world.ts';
import { toAccountJson } from './account-json.ts';
import { toTeamJson } from './pull-request-json.ts';
import {
  createPullRequestRoute,
  paginate,
  requireAccount,
  requirePush,
} from './resource-routes.ts';
import { listCommentsJson, toCommentJson, toReviewJson } from './review-json.ts';

const stateOfEvent = {
  APPROVE: 'APPROVED',
  REQUEST_CHANGES: 'CHANGES_REQUESTED',
  COMMENT: 'COMMENTED',
} as const;

/** The routes of reviews. */
export function createReviewRoutes(world: World): Route[] {
  return [
    createPullRequestRoute(world, 'GET', '/reviews', (call, pullRequest) => {
      const page = paginate(getApiUrl(world, ''), call, pullRequest.reviews);
      const items = page.items.map((review) => toReviewJson(world, pullRequest, review));
      return jsonResponse(items, 200, page.headers);
    }),
    createPullRequestRoute(world, 'POST', '/reviews', (call, pullRequest) =>
      requireAccount(call, (account) => submit(world, call, pullRequest, account)),
    ),
    createPullRequestRoute(world, 'GET', '/requested_reviewers', (_, pullRequest) => {
      const { repository, requestedReviewers, requestedTeams } = pullRequest;
      const users = [...requestedReviewers].map((account) => toAccountJson(world, account));
      const teams = [...requestedTeams].map((slug) => toTeamJson(world, repository.owner, slug));
      return jsonResponse({ users, teams });
    }),
    createPullRequestRoute(world, 'PUT', '/reviews/:review/dismissals', (call, pullRequest) =>
      requirePush(call, pullRequest.repository, () => dismiss(world, call, pullRequest)),
    ),
  ];
}

function submit(world: World, call: Call, pullRequest: PullRequest, author: Account): HttpResponse {
  const event = getText(call, 'event') || 'COMMENT';
  const state = Object.entries(stateOfEvent).find(([name]) => name === event)?.[1];
  if (state === undefined)
    return validationFailed({ resource: 'Review', field: 'event', code: 'invalid' });
  if (author === pullRequest.author && state !== 'COMMENTED') {
    const action = state === 'APPROVED' ? 'approve' : 'request changes on';
    const message = `Can not ${action} your own pull request`;
    return validationFailed({ resource: 'Review', code: 'custom', message });
  }
  const review = submitReview(world, pullRequest, { author, state, body: getText(call, 'body') });
  return jsonResponse(toReviewJson(world, pullRequest, review));
}

function dismiss(world: World, call: Call, pullRequest: PullRequest): HttpResponse {
  const review = findReview(pullRequest, Number(call.parameters.review));
  if (review === undefined) return notFound();
  if (review.state !== 'APPROVED' && review.state !== 'CHANGES_REQUESTED') {
    const message = 'Can not dismiss a review without a verdict';
    return validationFailed({ resource: 'Review', code: 'custom', message });
  }
  dismissReview(world, pullRequest, review, getText(call, 'message'));
  return jsonResponse(toReviewJson(world, pullRequest, review));
}

const resource = 'PullRequestReviewComment';

/** The routes of comments on lines. */
export function createCommentRoutes(world: World): Route[] {
  return [
    createPullRequestRoute(world, 'GET', '/comments', (call, pullRequest) => {
      const all = pullRequest.threads.flatMap((thread) =>
        listCommentsJson(world, pullRequest, thread),
      );
      const page = paginate(getApiUrl(world, ''), call, all);
      return jsonResponse(page.items, 200, page.headers);
    }),
    createPullRequestRoute(world, 'POST', '/comments', (call, pullRequest) =>
      requireAccount(call, (author) => comment(world, call, pullRequest, author)),
    ),
  ];
}

/** A comment outside a review starts a thread, and is a review with state COMMENTED. */
async function comment(
  world: World,
  call: Call,
  pullRequest: PullRequest,
  author: Account,
): Promise<HttpResponse> {
  const [body, commit] = [getText(call, 'body'), getText(call, 'commit_id')];
  const place = parsePlace(call.body);
  if (body.trim() === '')
    return validationFailed({ resource, field: 'body', code: 'missing_field' });
  if (!(await isInPullRequest(pullRequest, commit))) {
    return invalidComment('commit_id', 'commit_id is not part of the pull request');
  }
  const hunk = place && (await findHunk(pullRequest, commit, place));
  if (place === undefined || hunk === undefined) {
    const field = 'pull_request_review_thread.line';
    return invalidComment(field, `${field} must be part of the diff`);
  }
  const review = submitReview(world, pullRequest, { author, state: 'COMMENTED', body: '' });
  const wanted = { author, body, ...place, hunk, commit, reviewId: review.id };
  return jsonResponse(
    toCommentJson(world, pullRequest, openThread(world, pullRequest, wanted)),
    201,
  );
}

function parsePlace(body: Call['body']): CommentPlace | undefined {
  const { path, line, side = 'RIGHT', start_line: startLine = null } = body;
  if (typeof path !== 'string' || !isLine(line)) return undefined;
  if (side !== 'LEFT' && side !== 'RIGHT') return undefined;
  if (startLine !== null && (!isLine(startLine) || startLine >= line)) return undefined;
  return { path, line, side, startLine };
}

function isLine(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function invalidComment(field: string, message: string): HttpResponse {
  return validationFailed({ resource, code: 'custom', field, message });
}
