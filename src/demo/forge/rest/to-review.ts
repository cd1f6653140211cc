import { toFullName } from '../world/repositories.ts';
import type { CheckRun, PullRequest, Repository, Review, World } from '../world/world.ts';
import { toAccountJson, toApiUrl } from './to-account.ts';
import { toInstant } from './to-repository.ts';

/** GitHub's review. */
export function toReviewJson(world: World, pullRequest: PullRequest, review: Review) {
  const path = `${toFullName(pullRequest.repository)}/pull/${pullRequest.number}`;
  const htmlUrl = `${world.webBaseUrl}/${path}#pullrequestreview-${review.id}`;
  const fullName = toFullName(pullRequest.repository);
  const pullRequestUrl = toApiUrl(world, `/repos/${fullName}/pulls/${pullRequest.number}`);
  return {
    id: review.id,
    node_id: `PRR_${review.id}`,
    user: toAccountJson(world, review.author),
    body: review.body,
    state: review.state,
    html_url: htmlUrl,
    pull_request_url: pullRequestUrl,
    _links: { html: { href: htmlUrl }, pull_request: { href: pullRequestUrl } },
    submitted_at: toInstant(review.submittedAt),
    commit_id: review.commit,
    author_association: 'MEMBER',
  };
}

/** GitHub's check run. */
export function toCheckRunJson(world: World, repository: Repository, run: CheckRun) {
  const fullName = toFullName(repository);
  return {
    id: run.id,
    node_id: `CR_${run.id}`,
    head_sha: run.commit,
    external_id: '',
    name: run.name,
    url: toApiUrl(world, `/repos/${fullName}/check-runs/${run.id}`),
    html_url: `${world.webBaseUrl}/${fullName}/runs/${run.id}`,
    details_url: `${world.webBaseUrl}/${fullName}/runs/${run.id}`,
    status: run.status,
    conclusion: run.conclusion,
    started_at: toInstant(run.startedAt),
    completed_at: run.completedAt && toInstant(run.completedAt),
    output: { title: null, summary: null, text: null, annotations_count: 0, annotations_url: '' },
    check_suite: { id: 1 },
    app: { id: 1, slug: 'demo-checks', name: 'Demo checks' },
    pull_requests: [],
  };
}
