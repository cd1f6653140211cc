import { type Checks, isUnreadable } from '../domain/checks.ts';
import type { RecordPullRequestFacts } from '../domain/delivery.ts';
import type { Mergeability, PullRequest } from '../domain/diff-status.ts';
import { mostListedRuns } from '../domain/merge-checks.ts';
import { toStorableJson, toStorableValues } from './storable-values.ts';
import { toStoredRuns } from './stored-runs.ts';

/** How long a stored value outlives updates that report no new one (S9). */
export type Kept =
  /** Every update replaces it, if need be with null. */
  | 'never'
  /** As long as the row shows the same pull request. */
  | 'for_pull_request'
  /** As long as its head commit and base branch are the same. */
  | 'for_head'
  /** As `for_head`, until a settled pull request is reopened: nothing read it while it was settled. */
  | 'while_read';

/** How long it outlives deliveries that do not report it. */
export type KeptByDelivery =
  | Kept
  /** The later of the stored and the reported value. */
  | 'latest'
  /** As long as the base branch is the same, unless the last commit's checks could not be read. */
  | 'for_base';

/** A column of `chat_diff_statuses` about the pull request. All of them are cleared together. */
export interface PullRequestColumn {
  name: string;
  type: 'text' | 'integer' | 'boolean' | 'timestamptz' | 'text[]' | 'jsonb';
  /** The value that a refresh stores; null when the forge did not report it. */
  read: (pullRequest: PullRequest) => unknown;
  keptByRefresh: Kept;
  /** Null counts as reported when this other column is reported. */
  reportedWith?: string;
  /** The value that a delivery stores. Without it, deliveries never report the column. */
  readFact?: (record: RecordPullRequestFacts) => unknown;
  keptByDelivery: KeptByDelivery;
  /** SQL for the value that a delivery stores when the pull request is no longer open. */
  settled?: string;
  /** SQL for "no value", where the column is not nullable. */
  empty?: 'false';
  /** False: a change of this column alone is not published (S11). */
  published?: false;
  /** Counted from the runs of the head: a delivery about one run changes it. */
  ofRuns?: true;
  /** False: it is no part of the rows that users see. */
  listed?: false;
}

const never = { keptByRefresh: 'never', keptByDelivery: 'never' } as const;
const forPullRequest = {
  keptByRefresh: 'for_pull_request',
  keptByDelivery: 'for_pull_request',
} as const;
const forHead = { keptByRefresh: 'for_head', keptByDelivery: 'for_head' } as const;
const ofRuns = {
  keptByRefresh: 'while_read',
  keptByDelivery: 'while_read',
  ofRuns: true,
} as const;
/** A refresh always knows it, or learns that there is none. */
const fromRefresh = { keptByRefresh: 'never', keptByDelivery: 'for_pull_request' } as const;
const ofHeadFromRefresh = { keptByRefresh: 'never', keptByDelivery: 'for_head' } as const;

/**
 * Everything that is stored about a pull request. The statements that record, clear, publish and
 * list it are generated from this table, and so is the type of a row: a new column needs a migration
 * and an entry here.
 */
const columns = [
  { name: 'url', type: 'text', read: (pr) => pr.url, readFact: ({ facts }) => facts.url, ...never },
  {
    name: 'pr_number',
    type: 'integer',
    read: (pr) => pr.number,
    readFact: ({ facts }) => facts.number,
    ...never,
  },
  {
    name: 'pull_request_state',
    type: 'text',
    read: (pr) => pr.state,
    readFact: ({ facts }) => facts.state,
    ...never,
  },
  {
    name: 'pull_request_title',
    type: 'text',
    read: (pr) => pr.title,
    readFact: ({ facts }) => facts.title,
    ...never,
  },
  {
    name: 'pull_request_draft',
    type: 'boolean',
    read: (pr) => pr.draft,
    readFact: ({ facts }) => facts.draft,
    ...never,
  },
  {
    name: 'base_branch',
    type: 'text',
    read: (pr) => pr.baseBranch,
    readFact: ({ facts }) => facts.baseBranch,
    ...never,
  },
  {
    name: 'head_repository',
    type: 'text',
    read: (pr) => pr.headRepository,
    readFact: ({ head }) => head && `${head.repository.owner}/${head.repository.name}`,
    ...fromRefresh,
  },
  {
    name: 'head_branch',
    type: 'text',
    read: (pr) => pr.headBranch,
    readFact: ({ head }) => head?.branch,
    ...fromRefresh,
  },
  {
    name: 'head_sha',
    type: 'text',
    read: (pr) => pr.headSha,
    readFact: ({ facts }) => facts.headSha,
    ...fromRefresh,
  },
  {
    name: 'author_login',
    type: 'text',
    read: (pr) => pr.authorLogin,
    readFact: ({ facts }) => facts.authorLogin,
    ...fromRefresh,
  },
  {
    name: 'author_avatar_url',
    type: 'text',
    read: (pr) => pr.authorAvatarUrl,
    readFact: ({ facts }) => facts.authorAvatarUrl,
    ...fromRefresh,
  },
  {
    name: 'pull_request_changed_at',
    type: 'timestamptz',
    read: (pr) => pr.changedAt,
    readFact: ({ facts }) => facts.changedAt,
    keptByRefresh: 'for_pull_request',
    keptByDelivery: 'latest',
    published: false,
  },

  { name: 'changes_requested', type: 'boolean', read: (pr) => pr.changesRequested, ...fromRefresh },
  { name: 'approved', type: 'boolean', read: (pr) => pr.approved, ...fromRefresh },
  { name: 'reviewer_count', type: 'integer', read: (pr) => pr.reviewerCount, ...fromRefresh },
  { name: 'review_decision', type: 'text', read: (pr) => pr.reviewDecision, ...forPullRequest },
  {
    name: 'unresolved_threads',
    type: 'integer',
    read: (pr) => pr.unresolvedThreads,
    ...forPullRequest,
  },
  {
    name: 'unresolved_threads_at_least',
    type: 'boolean',
    read: (pr) => (pr.unresolvedThreads === null ? null : pr.unresolvedThreadsAtLeast),
    ...forPullRequest,
  },
  {
    name: 'conversation_unread',
    type: 'boolean',
    read: (pr) => pr.conversationUnread,
    ...forPullRequest,
  },
  {
    name: 'requested_reviewers',
    type: 'text[]',
    read: (pr) => pr.requestedReviewers,
    readFact: ({ facts }) => facts.requestedReviewers,
    ...forPullRequest,
  },
  {
    name: 'labels',
    type: 'jsonb',
    read: (pr) => pr.labels,
    readFact: ({ facts }) => facts.labels,
    ...forPullRequest,
  },

  {
    name: 'auto_merge',
    type: 'boolean',
    read: (pr) => pr.autoMerge,
    readFact: ({ facts }) => facts.autoMerge,
    settled: 'false',
    ...forPullRequest,
  },
  {
    name: 'in_merge_queue',
    type: 'boolean',
    read: (pr) => pr.inMergeQueue,
    settled: 'false',
    ...forPullRequest,
  },
  {
    name: 'merge_queue_position',
    type: 'integer',
    read: (pr) => pr.mergeQueuePosition,
    reportedWith: 'in_merge_queue',
    settled: 'NULL',
    ...forPullRequest,
  },

  { name: 'additions', type: 'integer', read: (pr) => pr.additions, ...forHead },
  { name: 'deletions', type: 'integer', read: (pr) => pr.deletions, ...forHead },
  { name: 'changed_files', type: 'integer', read: (pr) => pr.changedFiles, ...forHead },
  {
    name: 'counts_at_least',
    type: 'boolean',
    read: (pr) => pr.countsAtLeast,
    empty: 'false',
    ...ofHeadFromRefresh,
  },
  { name: 'commits', type: 'integer', read: (pr) => pr.commits, ...forHead },
  {
    name: 'checks_head_sha',
    type: 'text',
    read: (pr) => findCounted(pr)?.headSha ?? null,
    reportedWith: 'checks_passed',
    ...ofRuns,
  },
  {
    name: 'checks_state',
    type: 'text',
    read: (pr) => findCounted(pr)?.state ?? null,
    reportedWith: 'checks_passed',
    ...ofRuns,
  },
  {
    name: 'checks_passed',
    type: 'integer',
    read: (pr) => findCounted(pr)?.passed ?? null,
    ...ofRuns,
  },
  {
    name: 'checks_failed',
    type: 'integer',
    read: (pr) => findCounted(pr)?.failed ?? null,
    ...ofRuns,
  },
  {
    name: 'checks_pending',
    type: 'integer',
    read: (pr) => findCounted(pr)?.pending ?? null,
    ...ofRuns,
  },
  {
    name: 'checks_required',
    type: 'jsonb',
    read: (pr) => findCounted(pr)?.required ?? null,
    reportedWith: 'checks_passed',
    ...ofRuns,
  },
  {
    name: 'checks_optional_failed',
    type: 'integer',
    read: (pr) => findCounted(pr)?.optionalFailed ?? null,
    ...ofRuns,
  },
  {
    name: 'checks_missing',
    type: 'text[]',
    read: (pr) => findCounted(pr)?.missing ?? null,
    ...ofRuns,
  },
  {
    name: 'checks_names',
    type: 'text[]',
    read: (pr) => findCounted(pr)?.names ?? null,
    ...ofRuns,
  },
  {
    name: 'check_runs',
    type: 'jsonb',
    read: (pr) => {
      const checks = findCounted(pr);
      return checks && toStoredRuns(checks);
    },
    reportedWith: 'checks_passed',
    published: false,
    listed: false,
    ...ofRuns,
  },
  {
    name: 'checks_required_names',
    type: 'text[]',
    read: (pr) => findCounted(pr)?.requiredNames?.slice(0, mostListedRuns) ?? null,
    reportedWith: 'checks_passed',
    published: false,
    listed: false,
    ...ofRuns,
    keptByDelivery: 'for_base',
  },
  {
    name: 'checks_unreadable',
    type: 'text',
    read: ({ checks }) => (checks !== null && isUnreadable(checks) ? checks.unreadable : null),
    reportedWith: 'checks_passed',
    ...ofRuns,
  },
  {
    name: 'mergeability',
    type: 'text',
    read: ({ mergeability }) => (mergeability === 'computing' ? 'unknown' : mergeability),
    settled: "'unknown'",
    ...ofHeadFromRefresh,
  },
  {
    name: 'mergeable',
    type: 'boolean',
    read: ({ mergeability }) => toMergeable(mergeability),
    // It follows from `mergeability`, which is published.
    published: false,
    settled: 'NULL',
    ...ofHeadFromRefresh,
  },
] as const satisfies readonly PullRequestColumn[];

type Column = Exclude<(typeof columns)[number], { listed: false }>;

/** The columns of the table as users see them. */
export type PullRequestRow = {
  [Named in Column as Named['name']]: ReturnType<Named['read']> | null;
};

export const pullRequestColumns: readonly PullRequestColumn[] = columns;

export const listedColumns = pullRequestColumns.filter(({ listed = true }) => listed);

function findCounted({ checks }: PullRequest): Checks | null {
  return checks === null || isUnreadable(checks) ? null : checks;
}

function toMergeable(mergeability: Mergeability | 'computing'): boolean | null {
  switch (mergeability) {
    case 'mergeable':
    case 'behind':
    case 'blocked':
      return true;
    case 'conflicting':
      return false;
    case 'unknown':
    case 'computing':
      return null;
  }
}

/** Looks up the parameter of a column, as in `$8::text`. They are numbered from `first` on. */
export function numberParameters(
  numbered: readonly PullRequestColumn[],
  first: number,
): (name: string) => string {
  const parameters = new Map(
    numbered.map(({ name, type }, index) => [name, `$${first + index}::${type}`]),
  );
  return (name) => {
    const parameter = parameters.get(name);
    if (!parameter) throw new Error(`no parameter for the column ${name}`);
    return parameter;
  };
}

/** The values of the parameters that `numberParameters` numbers. */
export function toParameterValues(
  numbered: readonly PullRequestColumn[],
  readValue: (column: PullRequestColumn) => unknown,
): unknown[] {
  const values = numbered.map((column) => {
    const value = readValue(column) ?? null;
    return column.type === 'jsonb' && value !== null ? toStorableJson(value) : value;
  });
  return toStorableValues(values);
}
