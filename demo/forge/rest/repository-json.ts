import { formatInstant } from '../http/response.ts';
import { mayPush, mayRead } from '../world/accounts.ts';
import { type Account, type Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { getApiUrl, type World } from '../world/world.ts';
import { toAccountJson } from './account-json.ts';

const linkNames = [
  'contributors',
  'deployments',
  'downloads',
  'events',
  'forks',
  'hooks',
  'languages',
  'merges',
  'stargazers',
  'subscribers',
  'subscription',
  'tags',
  'teams',
];

const linkTemplates: Readonly<Record<string, string>> = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  statuses_url: '/statuses/{sha}',
  trees_url: '/git/trees{/sha}',
};

const constantFields = {
  homepage: null,
  language: 'TypeScript',
  forks_count: 0,
  stargazers_count: 0,
  watchers_count: 0,
  size: 1,
  open_issues_count: 0,
  forks: 0,
  open_issues: 0,
  watchers: 0,
  topics: [] as string[],
  has_issues: true,
  has_projects: false,
  has_wiki: false,
  has_pages: false,
  has_downloads: true,
  has_discussions: false,
  archived: false,
  disabled: false,
  license: null,
  mirror_url: null,
  allow_forking: true,
  is_template: false,
  web_commit_signoff_required: false,
};

/** The repository of a combined status: it has no dates, so that a push elsewhere leaves the response as it was. */
export function toSimpleRepositoryJson(world: World, repository: Repository) {
  const fullName = toFullName(repository);
  const url = getApiUrl(world, `/repos/${fullName}`);
  return {
    id: repository.id,
    node_id: `R_${repository.id}`,
    name: repository.name,
    full_name: fullName,
    private: repository.private,
    owner: toAccountJson(world, repository.owner),
    html_url: `${world.webBaseUrl}/${fullName}`,
    description: repository.description,
    fork: repository.parent !== undefined,
    url,
    ...buildLinks(url),
  };
}

/** GitHub's minimal repository, as pull requests contain it. */
export function toRepositoryJson(world: World, repository: Repository) {
  const fullName = toFullName(repository);
  const web = `${world.webBaseUrl}/${fullName}`;
  const visibility = repository.private ? 'private' : 'public';
  return {
    ...toSimpleRepositoryJson(world, repository),
    created_at: formatInstant(repository.createdAt),
    updated_at: formatInstant(repository.pushedAt),
    pushed_at: formatInstant(repository.pushedAt),
    clone_url: `${web}.git`,
    git_url: `git://${new URL(web).host}/${fullName}.git`,
    ssh_url: `git@${new URL(web).hostname}:${fullName}.git`,
    svn_url: web,
    ...constantFields,
    visibility,
    default_branch: repository.defaultBranch,
  };
}

/** GitHub's full repository, with its parent and the caller's permissions. */
export function toFullRepositoryJson(
  world: World,
  repository: Repository,
  account: Account | undefined,
) {
  const { parent } = repository;
  const push = mayPush(repository, account);
  const admin = repository.owner === account;
  return {
    ...toRepositoryJson(world, repository),
    permissions: { admin, maintain: admin, push, triage: push, pull: mayRead(repository, account) },
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: false,
    allow_auto_merge: false,
    delete_branch_on_merge: false,
    network_count: 0,
    subscribers_count: 0,
    ...(parent && { parent: toRepositoryJson(world, parent) }),
    ...(parent && { source: toRepositoryJson(world, getSource(parent)) }),
  };
}

function getSource(repository: Repository): Repository {
  return repository.parent === undefined ? repository : getSource(repository.parent);
}

function buildLinks(url: string): Record<string, string> {
  const links: Record<string, string> = {};
  for (const name of linkNames) links[`${name}_url`] = `${url}/${name}`;
  for (const [name, tail] of Object.entries(linkTemplates)) links[name] = `${url}${tail}`;
  return links;
}
