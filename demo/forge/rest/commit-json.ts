import { type CommitDetails, findCommit } from '../git/read-commits.ts';
import { formatInstant } from '../http/response.ts';
import type { Account, CommitStatus, Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { getApiUrl, type World } from '../world/world.ts';
import { toAccountJson } from './account-json.ts';

/** GitHub's commit. Author and committer are linked to the accounts with their email addresses. */
export function toCommitJson(world: World, repository: Repository, commit: CommitDetails) {
  const fullName = toFullName(repository);
  const url = getApiUrl(world, `/repos/${fullName}/commits/${commit.sha}`);
  const author = findByEmail(world, commit.authorEmail);
  const committer = findByEmail(world, commit.committerEmail);
  return {
    sha: commit.sha,
    node_id: `C_${commit.sha}`,
    commit: {
      author: { name: commit.authorName, email: commit.authorEmail, date: commit.authoredAt },
      committer: {
        name: commit.committerName,
        email: commit.committerEmail,
        date: commit.committedAt,
      },
      message: commit.message,
      tree: {
        sha: commit.tree,
        url: getApiUrl(world, `/repos/${fullName}/git/trees/${commit.tree}`),
      },
      url: getApiUrl(world, `/repos/${fullName}/git/commits/${commit.sha}`),
      comment_count: 0,
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null },
    },
    url,
    html_url: `${world.webBaseUrl}/${fullName}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    author: author === undefined ? null : toAccountJson(world, author),
    committer: committer === undefined ? null : toAccountJson(world, committer),
    parents: commit.parents.map((sha) => ({
      sha,
      url: getApiUrl(world, `/repos/${fullName}/commits/${sha}`),
      html_url: `${world.webBaseUrl}/${fullName}/commit/${sha}`,
    })),
  };
}

/** Reads a commit and formats it like that. */
export async function getCommitJson(world: World, repository: Repository, sha: string) {
  const commit = await findCommit(repository.directory, sha);
  return commit === undefined ? null : toCommitJson(world, repository, commit);
}

function findByEmail(world: World, email: string): Account | undefined {
  for (const account of world.accounts.values()) {
    if (account.email === email) return account;
  }
  return undefined;
}

/** GitHub's commit status. */
export function toStatusJson(
  world: World,
  repository: Repository,
  commit: string,
  status: CommitStatus,
) {
  const avatarUrl = `${world.webBaseUrl}/avatars/u/${status.creator.id}`;
  return {
    url: getApiUrl(world, `/repos/${toFullName(repository)}/statuses/${commit}`),
    avatar_url: avatarUrl,
    id: status.id,
    node_id: `SC_${status.id}`,
    state: status.state,
    context: status.context,
    description: status.description,
    target_url: null,
    creator: toAccountJson(world, status.creator),
    created_at: formatInstant(status.createdAt),
    updated_at: formatInstant(status.createdAt),
  };
}
