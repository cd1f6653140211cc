import type { components } from '@octokit/openapi-types';
import { formatInstant } from '../http/response.ts';
import { getPullRequestComparison } from '../world/comparisons.ts';
import { type MergeReading, readMergeability } from '../world/merge-state.ts';
import type { Account, Label, PullRequest, Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { getApiUrl, type World } from '../world/world.ts';
import { toAccountJson } from './account-json.ts';
import { toRepositoryJson } from './repository-json.ts';

type GitHubPullRequest = components['schemas']['pull-request'];
type Counted = 'commits' | 'additions' | 'deletions' | 'changed_files';

/** A pull request as lists show it. */
export function toPullRequestJson(world: World, pullRequest: PullRequest) {
  const { repository, headRepository, number } = pullRequest;
  const fullName = toFullName(repository);
  const { closedAt, mergedAt, autoMergeBy } = pullRequest;
  return {
    ...buildLinks(world, fullName, pullRequest),
    id: pullRequest.id,
    node_id: `PR_${pullRequest.id}`,
    number,
    state: pullRequest.state,
    locked: false,
    title: pullRequest.title,
    user: toAccountJson(world, pullRequest.author),
    body: pullRequest.body === '' ? null : pullRequest.body,
    created_at: formatInstant(pullRequest.createdAt),
    updated_at: formatInstant(pullRequest.updatedAt),
    closed_at: closedAt && formatInstant(closedAt),
    merged_at: mergedAt && formatInstant(mergedAt),
    merge_commit_sha: pullRequest.mergeCommitSha,
    assignee: null,
    assignees: [],
    requested_reviewers: [...pullRequest.requestedReviewers].map((account) =>
      toAccountJson(world, account),
    ),
    requested_teams: [...pullRequest.requestedTeams].map((slug) =>
      toTeamJson(world, repository.owner, slug),
    ),
    labels: pullRequest.labels.map((label) => toLabelJson(world, repository, label)),
    milestone: null,
    draft: pullRequest.draft,
    head: toBranchJson(world, headRepository, pullRequest.headBranch, pullRequest.headSha),
    base: toBranchJson(world, repository, pullRequest.baseBranch, pullRequest.baseSha),
    author_association: repository.owner === pullRequest.author ? 'OWNER' : 'CONTRIBUTOR',
    auto_merge: autoMergeBy === undefined ? null : toAutoMergeJson(world, autoMergeBy),
    active_lock_reason: null,
  } as const;
}

/** A single pull request, which adds counts and mergeability. */
export async function toFullPullRequestJson(world: World, pullRequest: PullRequest) {
  const [counts, reading] = await Promise.all([
    countChanges(world, pullRequest),
    readMergeability(world, pullRequest),
  ]);
  return {
    ...toPullRequestJson(world, pullRequest),
    ...toMergeJson(world, pullRequest, reading),
    ...counts,
  };
}

/** The number of commits, lines and files that a pull request changes. */
export async function countChanges(world: World, pullRequest: PullRequest) {
  const comparison = await getPullRequestComparison(world, pullRequest);
  return {
    commits: comparison.ahead,
    additions: comparison.additions,
    deletions: comparison.deletions,
    changed_files: comparison.files.length,
  } satisfies Pick<GitHubPullRequest, Counted>;
}

/** The fields about merging, which lists leave out. */
export function toMergeJson(
  world: World,
  pullRequest: PullRequest,
  { mergeable, state }: MergeReading,
) {
  return {
    merged: pullRequest.mergedAt !== null,
    mergeable,
    rebaseable: mergeable,
    mergeable_state: state,
    merged_by: pullRequest.mergedBy && toAccountJson(world, pullRequest.mergedBy),
    comments: 0,
    review_comments: pullRequest.threads.length,
    maintainer_can_modify: pullRequest.headRepository !== pullRequest.repository,
  };
}

function toBranchJson(world: World, repository: Repository, branch: string, sha: string) {
  return {
    label: `${repository.owner.login}:${branch}`,
    ref: branch,
    sha,
    user: toAccountJson(world, repository.owner),
    repo: repository.isDeleted ? null : toRepositoryJson(world, repository),
  };
}

function buildLinks(world: World, fullName: string, { number, headSha }: PullRequest) {
  const url = getApiUrl(world, `/repos/${fullName}/pulls/${number}`);
  const issue = getApiUrl(world, `/repos/${fullName}/issues/${number}`);
  const web = `${world.webBaseUrl}/${fullName}/pull/${number}`;
  const statuses = getApiUrl(world, `/repos/${fullName}/statuses/${headSha}`);
  return {
    url,
    html_url: web,
    diff_url: `${web}.diff`,
    patch_url: `${web}.patch`,
    issue_url: issue,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: getApiUrl(world, `/repos/${fullName}/pulls/comments{/number}`),
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

/** GitHub's label. */
export function toLabelJson(world: World, repository: Repository, label: Label) {
  const path = `/repos/${toFullName(repository)}/labels/${encodeURIComponent(label.name)}`;
  return {
    id: label.id,
    node_id: `LA_${label.id}`,
    url: getApiUrl(world, path),
    name: label.name,
    description: label.description === '' ? null : label.description,
    color: label.color,
    default: false,
  };
}

/** GitHub's team. The demo stores only its slug. */
export function toTeamJson(world: World, organization: Account, slug: string) {
  const url = getApiUrl(world, `/organizations/${organization.id}/team/${slug}`);
  return {
    id: 1,
    node_id: `T_${slug}`,
    url,
    html_url: `${world.webBaseUrl}/orgs/${organization.login}/teams/${slug}`,
    name: slug,
    slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    parent: null,
  } as const;
}

/** GitHub's auto-merge object of a pull request. */
function toAutoMergeJson(world: World, by: Account) {
  return {
    enabled_by: toAccountJson(world, by),
    merge_method: 'merge',
    commit_title: '',
    commit_message: '',
  } as const;
}
