import type { components } from '@octokit/openapi-types';
import { getMergeability, getPullRequestComparison } from '../world/comparisons.ts';
import { toFullName } from '../world/repositories.ts';
import type { PullRequest, Repository, World } from '../world/world.ts';
import { toAccountJson, toApiUrl } from './to-account.ts';
import { toInstant, toRepositoryJson } from './to-repository.ts';

type GitHubPullRequest = components['schemas']['pull-request'];
type Counted = 'commits' | 'additions' | 'deletions' | 'changed_files' | 'mergeable' | 'merged';

/** A pull request as lists show it. */
export function toPullRequestJson(world: World, pullRequest: PullRequest) {
  const { repository, headRepository, number } = pullRequest;
  const fullName = toFullName(repository);
  const { closedAt, mergedAt } = pullRequest;
  return {
    ...toLinks(world, fullName, pullRequest),
    id: pullRequest.id,
    node_id: `PR_${pullRequest.id}`,
    number,
    state: pullRequest.state,
    locked: false,
    title: pullRequest.title,
    user: toAccountJson(world, pullRequest.author),
    body: pullRequest.body === '' ? null : pullRequest.body,
    created_at: toInstant(pullRequest.createdAt),
    updated_at: toInstant(pullRequest.updatedAt),
    closed_at: closedAt && toInstant(closedAt),
    merged_at: mergedAt && toInstant(mergedAt),
    merge_commit_sha: pullRequest.mergeCommitSha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: [],
    milestone: null,
    draft: pullRequest.draft,
    head: toSide(world, headRepository, pullRequest.headBranch, pullRequest.headSha),
    base: toSide(world, repository, pullRequest.baseBranch, pullRequest.baseSha),
    author_association: repository.owner === pullRequest.author ? 'OWNER' : 'CONTRIBUTOR',
    auto_merge: null,
    active_lock_reason: null,
  } as const;
}

/** A pull request as its own resource shows it: with the counts and its mergeability. */
export async function toFullPullRequestJson(world: World, pullRequest: PullRequest) {
  const [comparison, mergeable] = await Promise.all([
    getPullRequestComparison(world, pullRequest),
    getMergeability(world, pullRequest),
  ]);
  const counted = {
    merged: pullRequest.mergedAt !== null,
    mergeable,
    commits: comparison.ahead,
    additions: comparison.additions,
    deletions: comparison.deletions,
    changed_files: comparison.files.length,
  } satisfies Pick<GitHubPullRequest, Counted>;
  return {
    ...toPullRequestJson(world, pullRequest),
    ...counted,
    rebaseable: mergeable,
    mergeable_state: toMergeableState(pullRequest, mergeable),
    merged_by: pullRequest.mergedBy && toAccountJson(world, pullRequest.mergedBy),
    comments: 0,
    review_comments: 0,
    maintainer_can_modify: pullRequest.headRepository !== pullRequest.repository,
  };
}

function toMergeableState(pullRequest: PullRequest, mergeable: boolean | null): string {
  if (mergeable === null) return 'unknown';
  if (!mergeable) return 'dirty';
  return pullRequest.draft ? 'draft' : 'clean';
}

function toSide(world: World, repository: Repository, branch: string, sha: string) {
  return {
    label: `${repository.owner.login}:${branch}`,
    ref: branch,
    sha,
    user: toAccountJson(world, repository.owner),
    repo: toRepositoryJson(world, repository),
  };
}

function toLinks(world: World, fullName: string, { number, headSha }: PullRequest) {
  const url = toApiUrl(world, `/repos/${fullName}/pulls/${number}`);
  const issue = toApiUrl(world, `/repos/${fullName}/issues/${number}`);
  const web = `${world.webBaseUrl}/${fullName}/pull/${number}`;
  const statuses = toApiUrl(world, `/repos/${fullName}/statuses/${headSha}`);
  return {
    url,
    html_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: toApiUrl(world, `/repos/${fullName}/pulls/comments{/number}`),
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    _links: {
      self: { href: url },
      html: { href: web },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${url}/comments` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
  };
}
