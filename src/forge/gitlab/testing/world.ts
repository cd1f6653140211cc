import { findText } from '../../parsing/json-fields.ts';
import { createDeletedAccounts, type DeletedAccounts } from '../../testing/deleted-accounts.ts';
import type { Refusals } from '../../testing/forge-double.ts';
import type { PostedComment, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { createGaps, type GraphQlGaps } from '../../testing/graphql-gaps.ts';
import { createStoredLogs, type StoredLogs } from '../../testing/scenario-logs.ts';
import { createStoredFiles, type StoredFiles } from '../../testing/stored-files.ts';

/** The state of the GitLab double. */
export interface World {
  pulls: Map<number, ScenarioPullRequest>;
  /** Fields that replace those of the response, by the number of the merge request. */
  overlays: Map<number, Record<string, unknown>>;
  branchDiffs: Map<string, string>;
  hooks: Record<string, unknown>[];
  refusals: Refusals;
  people: DeletedAccounts;
  /** What GraphQL does not have. */
  gaps: GraphQlGaps;
  files: StoredFiles;
  posted: PostedComment[];
  logs: StoredLogs;
  /** The jobs that must succeed; null while no pipeline must. */
  requiredJobs: readonly string[] | null;
  /** Whether the token sees no settings of projects, or no pipelines. */
  hidden: Set<'settings' | 'pipelines'>;
  /** The external status checks that block merging; undefined below the largest plan. */
  statusChecks: readonly { name: string; status: string }[] | undefined;
}

export const projectIds = {
  'acme/app': 7,
  'bob/app': 8,
  'mallory/app': 9,
  'dana/app': 10,
} as const;

/** The project that each was forked from. */
export const parents: Partial<Record<keyof typeof projectIds, keyof typeof projectIds>> = {
  'bob/app': 'acme/app',
  'mallory/app': 'acme/app',
  'dana/app': 'bob/app',
};

export const sources = {
  repository: 'acme/app',
  fork: 'bob/app',
  otherFork: 'mallory/app',
  forkOfFork: 'dana/app',
} as const;

/** The merge requests into a project. */
export function listInto({ pulls }: World, fullPath: string): ScenarioPullRequest[] {
  return [...pulls.values()].filter(({ into = 'repository' }) => sources[into] === fullPath);
}

export const baseSha = 'b'.repeat(40);
export const branchSha = 'c'.repeat(40);

export function createWorld(): World {
  const refusals: Refusals = new Map();
  return {
    pulls: new Map(),
    overlays: new Map(),
    branchDiffs: new Map(),
    hooks: [],
    refusals,
    people: createDeletedAccounts(sources, refusals, eraseFields),
    gaps: createGaps(),
    files: createStoredFiles(),
    posted: [],
    logs: createStoredLogs(),
    requiredJobs: null,
    hidden: new Set(),
    statusChecks: undefined,
  };
}

/** Whether the pipeline succeeds without the job. */
export function isAllowedToFail(name: string, { requiredJobs, hidden }: World): boolean {
  return requiredJobs !== null && !hidden.has('settings') && !requiredJobs.includes(name);
}

/** The settings of `acme/app` that concern checks. */
export function toSettings({ requiredJobs, hidden, statusChecks }: World) {
  if (hidden.has('settings')) return undefined;
  return { pipelineMustSucceed: requiredJobs !== null, statusChecks };
}

/** The latest review state of each account, as GitLab keeps it. */
export function toReviewStates({ reviews, requestedReviewers }: ScenarioPullRequest) {
  const states = new Map(requestedReviewers.map((login) => [login, 'unreviewed']));
  for (const { login, verdict } of reviews) {
    states.set(login, verdictStates[verdict]);
  }
  return states;
}

const verdictStates = {
  approved: 'approved',
  changes_requested: 'requested_changes',
  commented: 'reviewed',
};

/** A later comment keeps an approval; a request for changes revokes it. */
export function listApprovers({ reviews }: ScenarioPullRequest): string[] {
  const decisions = reviews.filter(({ verdict }) => verdict !== 'commented');
  const latest = new Map(decisions.map(({ login, verdict }) => [login, verdict]));
  return [...latest].flatMap(([login, verdict]) => (verdict === 'approved' ? login : []));
}

const mergeStatuses = {
  mergeable: 'mergeable',
  conflicting: 'conflict',
  behind: 'need_rebase',
  blocked: 'not_approved',
  computing: 'checking',
};

export function toMergeStatus({ state, mergeability }: ScenarioPullRequest): string {
  return state === 'open' ? mergeStatuses[mergeability] : 'not_open';
}

function eraseFields(fields: Record<string, unknown>, gone: ReadonlySet<unknown>): unknown {
  const [owner] = findText(fields, 'path_with_namespace')?.split('/') ?? [];
  if (gone.has(fields.username) || gone.has(owner)) return null;
  const erased = Object.entries(fields).map(([name, value]) => {
    const isSource = name === 'source_project_id' || name === 'sourceProjectId';
    return [name, isSource && value === projectIds['bob/app'] && gone.has('bob') ? null : value];
  });
  return Object.fromEntries(erased);
}
