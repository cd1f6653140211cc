import type { Refusals } from '../../testing/forge-double.ts';
import type { PostedComment, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { createGaps, type GraphQlGaps } from '../../testing/graphql-gaps.ts';
import { createStoredLogs, type StoredLogs } from '../../testing/scenario-logs.ts';
import { headJson, pullRequestJson, repositoryJson } from './json-answers.ts';

/** The data of the double: the repository acme/app, its two forks and what a test adds. */
export interface World {
  webBaseUrl: string;
  pulls: Map<number, ScenarioPullRequest>;
  branchDiffs: Map<string, string>;
  /** Contents by `toFileKey`. */
  files: Map<string, Buffer>;
  /** The logins of deleted accounts. */
  gone: Set<string>;
  posted: PostedComment[];
  /** What GraphQL does not have. */
  gaps: GraphQlGaps;
  refusals: Refusals;
  /** What the rules of `main` require; undefined where the token may not read them. */
  requiredChecks: readonly string[] | undefined;
  refusesChecks: boolean;
  /** The token may read checks, but not GitHub Actions. */
  refusesWorkflows: boolean;
  logs: StoredLogs;
  /** Where job logs are stored. */
  storageOrigin: string;
}

export function createDoubleWorld(webBaseUrl: string): World {
  return {
    webBaseUrl,
    pulls: new Map(),
    branchDiffs: new Map(),
    files: new Map(),
    gone: new Set(),
    posted: [],
    gaps: createGaps(),
    refusals: new Map(),
    requiredChecks: [],
    refusesChecks: false,
    refusesWorkflows: false,
    logs: createStoredLogs(),
    storageOrigin: '',
  };
}

/** A file of a repository at a branch or commit. */
export function toFileKey(fullName: string, ref: string, path: string): string {
  return JSON.stringify([fullName, ref, path]);
}

export const fullNames = {
  repository: 'acme/app',
  fork: 'bob/app',
  otherFork: 'mallory/app',
  forkOfFork: 'dana/app',
} as const;

/** Whether the owner of a repository was deleted, and the repository with the account. */
export function isGone(fullName: string, gone: World['gone']): boolean {
  return gone.has(fullName.split('/')[0] ?? '');
}

/** The body of a repository, found by its name in any case. */
export function findRepositoryJson(name: string, { gone }: Pick<World, 'gone'>) {
  const fullName = Object.values(fullNames).find((known) => known === name.toLowerCase());
  if (fullName === undefined || isGone(fullName, gone)) return undefined;
  const parent = parents[fullName];
  const isFork = parent !== undefined;
  return repositoryJson(fullName, {
    fork: isFork,
    ...(parent && { parent: repositoryJson(parent) }),
  });
}

/** The repository that each was forked from. */
export const parents: Record<string, string> = {
  'bob/app': 'acme/app',
  'mallory/app': 'acme/app',
  'dana/app': 'bob/app',
};

/** The pull requests into a repository. */
export function listInto({ pulls }: World, fullName: string): ScenarioPullRequest[] {
  return [...pulls.values()].filter(({ into = 'repository' }) => fullNames[into] === fullName);
}

const mergeStates = {
  mergeable: { mergeable: true, mergeable_state: 'clean' },
  conflicting: { mergeable: false, mergeable_state: 'dirty' },
  behind: { mergeable: true, mergeable_state: 'behind' },
  blocked: { mergeable: true, mergeable_state: 'blocked' },
  computing: { mergeable: null, mergeable_state: 'unknown' },
};

/** The body of a pull request in REST. */
export function toPullJson(
  pull: ScenarioPullRequest,
  { webBaseUrl, gone }: Pick<World, 'webBaseUrl' | 'gone'>,
) {
  const settledAt = pull.settledAt?.toISOString() ?? null;
  const isMerged = pull.state === 'merged';
  return pullRequestJson(pull.number, {
    html_url: `${webBaseUrl}/${fullNames[pull.into ?? 'repository']}/pull/${pull.number}`,
    state: pull.state === 'open' ? 'open' : 'closed',
    title: pull.title,
    body: pull.description || null,
    draft: pull.draft,
    user: gone.has(pull.author)
      ? null
      : { login: pull.author, avatar_url: 'https://avatars.test/u/1?v=4' },
    updated_at: pull.changedAt.toISOString(),
    closed_at: settledAt,
    merged_at: isMerged ? (settledAt ?? pull.changedAt.toISOString()) : null,
    merged: isMerged,
    ...(isMerged ? mergeStates.computing : mergeStates[pull.mergeability]),
    auto_merge: pull.autoMerge ? { merge_method: 'squash', enabled_by: null } : null,
    requested_reviewers: pull.requestedReviewers
      .filter((login) => !gone.has(login))
      .map((login) => ({ login, type: 'User' })),
    requested_teams: (pull.requestedTeams ?? []).map((slug) => ({ slug })),
    labels: pull.labels.map(({ name, color }) => ({ name, color: color?.slice(1) ?? null })),
    head: headJson(fullNames[pull.from], pull.branch, {
      sha: pull.headSha,
      ...(isGone(fullNames[pull.from], gone) && { label: null, user: null, repo: null }),
    }),
    base: {
      ...headJson(fullNames[pull.into ?? 'repository'], pull.baseBranch),
      sha: 'b'.repeat(40),
    },
    commits: pull.commits,
    additions: pull.additions,
    deletions: pull.deletions,
    changed_files: pull.changedFiles,
  });
}

export function toReviewInstant(index: number): string {
  return new Date(Date.parse('2026-01-01T10:30:00Z') + index * 60_000).toISOString();
}

/**
 * Divides the checks into check runs, each in a separate suite, and commit statuses, of which GitHub
 * reports the newest of each name.
 */
export function splitChecks({ checks }: ScenarioPullRequest) {
  const isStatus = ({ name }: (typeof checks)[number]) =>
    checks.findIndex((other) => other.name === name) % 2 === 1;
  const statuses = new Map(checks.filter(isStatus).map((status) => [status.name, status]));
  return {
    runs: checks.flatMap((check, index) => {
      return isStatus(check) ? [] : [{ ...check, id: index + 1, workflow: 'CI' }];
    }),
    statuses: [...statuses.values()],
  };
}

/** GitHub always reports both. */
export function toStatusInstants({
  startedAt,
  completedAt,
}: ScenarioPullRequest['checks'][number]) {
  const createdAt = startedAt ?? completedAt ?? new Date('2026-01-01T11:00:00Z');
  const updatedAt = completedAt ?? createdAt;
  return { createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
