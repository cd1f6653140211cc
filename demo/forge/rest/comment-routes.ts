import { type Answer, toInvalid, toJson } from '../http/answer.ts';
import { type Call, getText, type Route } from '../http/router.ts';
import { type CommentPlace, findHunk, isInPullRequest } from '../world/comparisons.ts';
import type { Account, PullRequest } from '../world/records.ts';
import { openThread } from '../world/review-threads.ts';
import { submitReview } from '../world/reviews.ts';
import type { World } from '../world/world.ts';
import { requireAccount, toPullRequestRoute } from './find-target.ts';
import { toPage } from './paging.ts';
import { toApiUrl } from './to-account.ts';
import { toCommentJson } from './to-review.ts';

const resource = 'PullRequestReviewComment';

/** The routes of comments on lines. */
export function toCommentRoutes(world: World): Route[] {
  return [
    toPullRequestRoute(world, 'GET', '/comments', (call, pullRequest) => {
      const page = toPage(toApiUrl(world, ''), call, pullRequest.threads);
      const items = page.items.map((thread) => toCommentJson(world, pullRequest, thread));
      return toJson(items, 200, page.headers);
    }),
    toPullRequestRoute(world, 'POST', '/comments', (call, pullRequest) =>
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
): Promise<Answer> {
  const [body, commit] = [getText(call, 'body'), getText(call, 'commit_id')];
  const place = parsePlace(call.body);
  if (body.trim() === '') return toInvalid({ resource, field: 'body', code: 'missing_field' });
  if (!(await isInPullRequest(pullRequest, commit))) {
    return toCustom('commit_id', 'commit_id is not part of the pull request');
  }
  const hunk = place && (await findHunk(pullRequest, commit, place));
  if (place === undefined || hunk === undefined) {
    const field = 'pull_request_review_thread.line';
    return toCustom(field, `${field} must be part of the diff`);
  }
  const review = submitReview(world, pullRequest, { author, state: 'COMMENTED', body: '' });
  const wanted = { author, body, ...place, hunk, commit, reviewId: review.id };
  return toJson(toCommentJson(world, pullRequest, openThread(world, pullRequest, wanted)), 201);
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

function toCustom(field: string, message: string): Answer {
  return toInvalid({ resource, code: 'custom', field, message });
}
