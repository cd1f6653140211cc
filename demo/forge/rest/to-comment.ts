import { toFullName } from '../world/repositories.ts';
import type { ReviewThread } from '../world/review-threads.ts';
import type { PullRequest, World } from '../world/world.ts';
import { toAccountJson, toApiUrl } from './to-account.ts';
import { toInstant } from './to-repository.ts';

/** GitHub's review comment, the first of its thread. */
export function toCommentJson(world: World, pullRequest: PullRequest, thread: ReviewThread) {
  const { repository, number } = pullRequest;
  const { id, author, body, path, commit, createdAt, line, side, startLine } = thread;
  const fullName = toFullName(repository);
  const url = toApiUrl(world, `/repos/${fullName}/pulls/comments/${id}`);
  const pullRequestUrl = toApiUrl(world, `/repos/${fullName}/pulls/${number}`);
  const htmlUrl = `${world.webBaseUrl}/${fullName}/pull/${number}#discussion_r${id}`;
  const isOutdated = commit !== pullRequest.headSha;
  return {
    id,
    node_id: `PRRC_${id}`,
    url,
    pull_request_review_id: thread.reviewId,
    diff_hunk: thread.hunk,
    path,
    commit_id: commit,
    original_commit_id: commit,
    user: toAccountJson(world, author),
    body,
    created_at: toInstant(createdAt),
    updated_at: toInstant(createdAt),
    html_url: htmlUrl,
    pull_request_url: pullRequestUrl,
    author_association: 'MEMBER',
    _links: {
      self: { href: url },
      html: { href: htmlUrl },
      pull_request: { href: pullRequestUrl },
    },
    line: isOutdated ? null : line,
    original_line: line,
    side,
    start_line: isOutdated ? null : startLine,
    original_start_line: startLine,
    start_side: startLine === null ? null : side,
    subject_type: 'line',
  } as const;
}
