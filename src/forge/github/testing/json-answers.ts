import type { ScenarioCommit } from '../../testing/forge-scenario.ts';

// Bodies as GitHub sends them, with enough fields to notice when the wrong one is read.

export function repositoryJson(fullName: string, more: Record<string, unknown> = {}) {
  const [owner = '', name = ''] = fullName.split('/');
  return {
    id: toId(fullName),
    name,
    full_name: fullName,
    owner: { login: owner, id: toId(owner), type: 'User' },
    private: true,
    fork: false,
    default_branch: 'main',
    ...more,
  };
}

export function headJson(fullName: string, branch: string, more: Record<string, unknown> = {}) {
  const [owner = ''] = fullName.split('/');
  return {
    label: `${owner}:${branch}`,
    ref: branch,
    sha: 'a'.repeat(40),
    user: { login: owner },
    repo: repositoryJson(fullName),
    ...more,
  };
}

export function pullRequestJson(number: number, more: Record<string, unknown> = {}) {
  return {
    id: 900_000 + number,
    number,
    html_url: `https://elsewhere.test/acme/app/pull/${number}`,
    state: 'open',
    locked: false,
    title: 'Fix flaky login test',
    draft: false,
    user: { login: 'Ada', avatar_url: 'https://avatars.test/u/1?v=4' },
    body: null,
    created_at: '2026-01-01T10:00:00Z',
    updated_at: '2026-01-01T11:00:00Z',
    closed_at: null,
    merged_at: null,
    merged: false,
    mergeable: true,
    mergeable_state: 'clean',
    auto_merge: null,
    requested_reviewers: [],
    requested_teams: [],
    labels: [],
    head: headJson('acme/app', 'agent/login'),
    base: {
      label: 'acme:main',
      ref: 'main',
      sha: 'b'.repeat(40),
      repo: repositoryJson('acme/app'),
    },
    comments: 1,
    review_comments: 2,
    commits: 3,
    additions: 12,
    deletions: 4,
    changed_files: 2,
    ...more,
  };
}

export function reviewJson(login: string | null, state: string, submittedAt: string | null) {
  const user = login === null ? null : { login, avatar_url: 'https://avatars.test/u/2' };
  const html_url = 'https://elsewhere.test/acme/app/pull/12#pullrequestreview-1';
  const commit_id = 'a'.repeat(40);
  return { id: 1, user, state, body: '', html_url, submitted_at: submittedAt, commit_id };
}

export function commitJson({ sha, message, author, authoredAt }: ScenarioCommit) {
  const signature = { name: `${author} of Acme`, email: `${author}@acme.test` };
  const date = authoredAt.toISOString();
  return {
    sha,
    commit: {
      author: { ...signature, date },
      committer: { ...signature, name: 'GitHub', date: '2026-01-02T00:00:00Z' },
      message,
    },
    author: { login: author, avatar_url: `https://avatars.test/${author}` },
    committer: { login: 'web-flow', avatar_url: 'https://avatars.test/web-flow' },
    html_url: `https://elsewhere.test/acme/app/commit/${sha}`,
  };
}

/** The same id for a name in any case. */
function toId(name: string): number {
  let id = 7;
  for (const character of name.toLowerCase()) {
    id = (id * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  }
  return id;
}
