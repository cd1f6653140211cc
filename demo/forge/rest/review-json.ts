import { formatInstant } from '../http/response.ts';
import type { CheckRun, PullRequest, Repository, Review, ReviewThread } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { getApiUrl, type World } from '../world/world.ts';
import { toAccountJson } from './account-json.ts';

/** GitHub's review. */
export function toReviewJson(world: World, pullRequest: PullRequest, review: Review) {
  const path = `${toFullName(pullRequest.repository)}/pull/${pullRequest.number}`;
  const htmlUrl = `${world.webBaseUrl}/${path}#pullrequestreview-${review.id}`;
  const fullName = toFullName(pullRequest.repository);
  const pullRequestUrl = getApiUrl(world, `/repos/${fullName}/pulls/${pullRequest.number}`);
  return {
    id: review.id,
    node_id: `PRR_${review.id}`,
    user: toAccountJson(world, review.author),
    body: review.body,
    state: review.state,
    html_url: htmlUrl,
    pull_request_url: pullRequestUrl,
    _links: { html: { href: htmlUrl }, pull_request: { href: pullRequestUrl } },
    submitted_at: formatInstant(review.submittedAt),
    commit_id: review.commit,
    author_association: 'MEMBER',
  };
}

export const demoChecksApp = 'github-actions';

/** GitHub's check run. */
export function toCheckRunJson(world: World, repository: Repository, run: CheckRun) {
  const fullName = toFullName(repository);
  const url = getApiUrl(world, `/repos/${fullName}/check-runs/${run.id}`);
  return {
    id: run.id,
    node_id: `CR_${run.id}`,
    head_sha: run.commit,
    external_id: '',
    name: run.name,
    url,
    html_url: `${world.webBaseUrl}/${fullName}/runs/${run.id}`,
    details_url: `${world.webBaseUrl}/${fullName}/runs/${run.id}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: formatInstant(run.startedAt),
    completed_at: run.completedAt && formatInstant(run.completedAt),
    output: {
      title: run.title,
      summary: null,
      text: null,
      annotations_count: 0,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite },
    app: { id: 1, slug: demoChecksApp, name: 'GitHub Actions' },
    pull_requests: listPullRequests(repository, run.commit).map((pull) =>
      toMinimalJson(world, pull),
    ),
  };
}

/** Like GitHub, leaves out pull requests from forks. */
function listPullRequests(repository: Repository, commit: string): PullRequest[] {
  return [...repository.pullRequests.values()].filter(
    ({ headSha, headRepository, state }) =>
      headSha === commit && headRepository === repository && state === 'open',
  );
}

function toMinimalJson(world: World, pullRequest: PullRequest) {
  const { id, number, repository, headBranch, headSha, baseBranch, baseSha } = pullRequest;
  const url = getApiUrl(world, `/repos/${toFullName(repository)}`);
  const repo = { id: repository.id, url, name: repository.name };
  return {
    id,
    number,
    url: `${url}/pulls/${number}`,
    head: { ref: headBranch, sha: headSha, repo },
    base: { ref: baseBranch, sha: baseSha, repo },
  };
}

/** All comments of a thread. */
export function listCommentsJson(world: World, pullRequest: PullRequest, thread: ReviewThread) {
  const first = toCommentJson(world, pullRequest, thread);
  const replies = thread.replies.map((reply) => ({
    ...toCommentJson(world, pullRequest, { ...thread, ...reply }),
    in_reply_to_id: thread.id,
  }));
  return [first, ...replies];
}

/** GitHub's review comment, the first of its thread. */
export function toCommentJson(world: World, pullRequest: PullRequest, thread: ReviewThread) {
  const { repository, number } = pullRequest;
  const { id, author, body, path, commit, createdAt, line, side, startLine } = thread;
  const fullName = toFullName(repository);
  const url = getApiUrl(world, `/repos/${fullName}/pulls/comments/${id}`);
  const pullRequestUrl = getApiUrl(world, `/repos/${fullName}/pulls/${number}`);
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
    created_at: formatInstant(createdAt),
    updated_at: formatInstant(createdAt),
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
