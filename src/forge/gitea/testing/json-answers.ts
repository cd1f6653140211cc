import { createHash } from 'node:crypto';
import {
  type ScenarioCommit,
  type ScenarioPullRequest,
  type ScenarioThread,
  toCommentInstant,
} from '../../testing/forge-scenario.ts';

// Bodies as Gitea sends them, with enough other fields to notice when the wrong one is read.

export const owners = {
  repository: 'acme',
  fork: 'bob',
  otherFork: 'mallory',
  forkOfFork: 'dana',
} as const;

export const fullNames = {
  repository: 'acme/app',
  fork: 'bob/app',
  otherFork: 'mallory/app',
  forkOfFork: 'dana/app',
} as const;

const parents: Record<string, string> = { bob: 'acme', mallory: 'acme', dana: 'bob' };

const ids: Record<string, number> = {
  'acme/app': 61,
  'bob/app': 62,
  'mallory/app': 63,
  'dana/app': 64,
};
// Long before the scenario's noon, so that no check for conflicts is running.
const longAgo = '2025-12-31T00:00:00Z';
const never = '0001-01-01T00:00:00Z';

export function userJson(login: string) {
  const avatar_url = `https://avatars.test/${login}`;
  return { id: login.length, login, login_name: '', full_name: '', avatar_url, username: login };
}

export function repositoryJson(fullName: string, webBaseUrl: string): Record<string, unknown> {
  const [owner = '', name = ''] = fullName.split('/');
  const parent = parents[owner];
  return {
    id: ids[fullName] ?? 999,
    owner: userJson(owner),
    name,
    full_name: fullName,
    private: true,
    fork: parent !== undefined,
    // Gitea reports one level only.
    parent: parent ? { ...repositoryJson(`${parent}/${name}`, webBaseUrl), parent: null } : null,
    html_url: `${webBaseUrl}/${fullName}`,
    default_branch: 'main',
    updated_at: longAgo,
  };
}

export function pullRequestJson(pull: ScenarioPullRequest, webBaseUrl: string) {
  const target = `${owners[pull.into ?? 'repository']}/app`;
  const html_url = `${webBaseUrl}/${target}/pulls/${pull.number}`;
  const isMerged = pull.state === 'merged';
  const settledAt = pull.settledAt?.toISOString() ?? null;
  return {
    id: 4000 + pull.number,
    url: html_url,
    number: pull.number,
    user: userJson(pull.author),
    title: pull.title,
    body: pull.description ?? '',
    labels: pull.labels.map(({ name, color }, id) => ({ id, name, color: color?.slice(1) ?? '' })),
    assignees: null,
    requested_reviewers: pull.requestedReviewers.map(userJson),
    requested_reviewers_teams: [],
    state: isMerged ? 'closed' : pull.state,
    draft: pull.draft,
    comments: 0,
    html_url,
    // False only for a draft, a conflict, or an unfinished check: rules do not matter.
    mergeable: !pull.draft && !['conflicting', 'computing'].includes(pull.mergeability),
    merged: isMerged,
    merged_at: isMerged ? settledAt : null,
    base: branchJson(target, pull.baseBranch, 'b'.repeat(40), webBaseUrl),
    head: branchJson(`${owners[pull.from]}/app`, pull.branch, pull.headSha, webBaseUrl),
    merge_base: 'b'.repeat(40),
    created_at: longAgo,
    updated_at: pull.changedAt.toISOString(),
    closed_at: pull.state === 'open' ? null : settledAt,
  };
}

/** Only the response for a single pull request contains counts. */
export function countsJson({ additions, deletions, changedFiles }: ScenarioPullRequest) {
  return { additions, deletions, changed_files: changedFiles };
}

export function reviewsJson({ reviews, requestedReviewers }: ScenarioPullRequest) {
  const states = {
    approved: 'APPROVED',
    changes_requested: 'REQUEST_CHANGES',
    commented: 'COMMENT',
  };
  const given = reviews.map(({ login, verdict }, index) =>
    reviewJson(login, states[verdict], `2026-01-01T10:0${index}:00Z`),
  );
  return [...requestedReviewers.map((name) => reviewJson(name, 'REQUEST_REVIEW', never)), ...given];
}

export function reviewJson(login: string | null, state: string, submittedAt: string) {
  return {
    id: 1,
    user: login === null ? null : userJson(login),
    team: null,
    state,
    body: '',
    stale: false,
    official: true,
    dismissed: false,
    submitted_at: submittedAt,
  };
}

export function combinedStatusJson(checks: ScenarioPullRequest['checks'], sha: string) {
  const states = { passed: 'success', failed: 'failure', pending: 'pending' };
  const statuses = checks.map(({ name, state, startedAt, completedAt }, id) => ({
    id,
    // Every report is a new status.
    created_at: (completedAt ?? startedAt)?.toISOString() ?? longAgo,
    updated_at: (completedAt ?? startedAt)?.toISOString() ?? longAgo,
    status: states[state],
    target_url: `/git/acme/app/actions/runs/${id + 1}/jobs/0`,
    description: 'as of now',
    context: name,
  }));
  const none = statuses.length === 0;
  return { state: '', sha, total_count: statuses.length, statuses: none ? null : statuses };
}

export function pullRequestCommitJson({ sha, message, author, authoredAt }: ScenarioCommit) {
  const date = authoredAt.toISOString();
  const signature = { name: `${author} of Acme`, email: `${author}@acme.test` };
  return {
    sha,
    created: date,
    html_url: `https://gitea.internal/acme/app/commit/${sha}`,
    commit: {
      author: { ...signature, date },
      committer: { ...signature, date: longAgo },
      message,
      verification: null,
    },
    author: userJson(author),
    committer: userJson('gitea'),
    files: null,
  };
}

export function commitJson(sha: string, parents: string[], filenames: string[]) {
  return {
    sha,
    parents: parents.map((parent) => ({ sha: parent })),
    files: filenames.map((filename) => ({ filename, status: 'modified' })),
  };
}

function branchJson(fullName: string, branch: string, sha: string, webBaseUrl: string) {
  const repo = repositoryJson(fullName, webBaseUrl);
  return { label: branch, ref: branch, sha, repo_id: repo.id, repo };
}

export function contentsJson(path: string, text: string) {
  return {
    name: path.split('/').at(-1),
    path,
    sha: createHash('sha1').update(text).digest('hex'),
    type: 'file',
    size: Buffer.byteLength(text),
    encoding: 'base64',
    content: Buffer.from(text).toString('base64'),
  };
}

/** Each thread is a separate review: Gitea adds replies to the review that they answer. */
export function threadReviewsJson({ threads = [], headSha }: ScenarioPullRequest) {
  return threads.flatMap(({ path, comments }, index) => {
    if (path === null) return [];
    const author = comments[0]?.author ?? null;
    const review = reviewJson(author, 'COMMENT', toCommentInstant(index, 0).toISOString());
    return { ...review, id: 1000 + index, commit_id: headSha, comments_count: comments.length };
  });
}

export function reviewCommentsJson({ threads = [], headSha }: ScenarioPullRequest, id: number) {
  const index = id - 1000;
  const thread = threads[index];
  if (!thread) return [];
  const { line, side, path, resolvedBy } = thread;
  return thread.comments.map((_, at) => ({
    ...commentJson(thread, index, at),
    pull_request_review_id: id,
    resolver: at === 0 && resolvedBy !== null ? userJson(resolvedBy) : null,
    path,
    commit_id: headSha,
    original_commit_id: '',
    diff_hunk: '@@ -1 +1 @@',
    position: side === 'new' ? line : 0,
    original_position: side === 'old' ? line : 0,
  }));
}

export function conversationJson({ threads = [] }: ScenarioPullRequest) {
  return threads.flatMap((thread, index) =>
    thread.path === null ? [commentJson(thread, index, 0)] : [],
  );
}

function commentJson({ comments }: ScenarioThread, index: number, at: number) {
  const { author = '', body = '' } = comments[at] ?? {};
  const id = 5000 + index * 100 + at;
  const instant = toCommentInstant(index, at).toISOString();
  const html_url = `https://gitea.test/acme/app/pulls/12#issuecomment-${id}`;
  return { id, user: userJson(author), body, created_at: instant, updated_at: instant, html_url };
}
