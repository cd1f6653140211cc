import type { Checks, ReviewDecision } from '../../../domain/diff-status.ts';
import type { Check } from '../../forge.ts';
import { toCountedChecks } from '../../lookup/count-checks.ts';
import {
  type Fields,
  findCount,
  findFields,
  findText,
  parseList,
  toFields,
} from '../../parsing/json-fields.ts';
import { toCheckState, toStatusState } from '../check-states.ts';
import { parsePullRequestNode } from '../graphql/parse-pull-request.ts';
import type { Review } from '../reviews.ts';
import type { FetchedPullRequest, GraphQlFacts } from '../told.ts';
import { findLogin } from './account.ts';
import { findNodes } from './connection.ts';

const decisions: Record<string, ReviewDecision> = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes_requested',
  REVIEW_REQUIRED: 'review_required',
};

/**
 * What a query told of a pull request. `failedFields` are those that an error was told of: their
 * null says nothing.
 */
export function toFetchedPullRequest(
  node: Fields,
  failedFields: ReadonlySet<string>,
): FetchedPullRequest | undefined {
  const answer = parsePullRequestNode(node);
  if (!answer) return undefined;
  const isTold = (name: string) => !failedFields.has(name);
  return {
    answer: isTold('autoMergeRequest') ? answer : { ...answer, autoMerge: null },
    reviews: parseReviewNodes(findFields(node, 'reviews')),
    checks: isTold('commits') ? findChecks(node, answer.head.sha) : null,
    facts: toGraphQlFacts(node, failedFields),
    unchanged: false,
  };
}

export function toGraphQlFacts(node: Fields, failedFields: ReadonlySet<string>): GraphQlFacts {
  const { isInMergeQueue } = node;
  const position = findCount(findFields(node, 'mergeQueueEntry'), 'position');
  return {
    reviewDecision: failedFields.has('reviewDecision') ? null : findDecision(node),
    unresolvedThreads: countUnresolved(findFields(node, 'reviewThreads')),
    inMergeQueue: typeof isInMergeQueue === 'boolean' ? isInMergeQueue : null,
    mergeQueuePosition: position || null,
  };
}

function findDecision({ reviewDecision }: Fields): ReviewDecision | null {
  if (reviewDecision === null) return 'none';
  return typeof reviewDecision === 'string' ? (decisions[reviewDecision] ?? null) : null;
}

/** Undefined when there are more than one page holds: REST lists them all. */
function parseReviewNodes(connection: Fields | undefined): Review[] | undefined {
  return parseList(findNodes(connection), (entry) => {
    const fields = toFields(entry);
    const state = findText(fields, 'state');
    if (state === undefined) return undefined;
    const login = findLogin(findFields(fields, 'author')) ?? null;
    return { login, state, submittedAt: findText(fields, 'submittedAt') ?? null };
  });
}

function countUnresolved(connection: Fields | undefined): number | null {
  const resolved = parseList(findNodes(connection), (node) => {
    const isResolved = toFields(node)?.isResolved;
    return typeof isResolved === 'boolean' ? isResolved : undefined;
  });
  return resolved ? resolved.filter((isResolved) => !isResolved).length : null;
}

/** Undefined while GitHub has not caught up with a push: the last commit is not the head. */
function findChecks(node: Fields, headSha: string | null): Checks | null | undefined {
  const commits = findFields(node, 'commits')?.nodes;
  const commit = findFields(toFields(Array.isArray(commits) ? commits[0] : undefined), 'commit');
  if (!commit || findText(commit, 'oid') !== headSha) return undefined;
  const rollup = commit.statusCheckRollup;
  if (rollup === null) return toCountedChecks({ passed: 0, failed: 0, pending: 0 });
  const contexts = findFields(toFields(rollup), 'contexts');
  const runs = parseCounts(contexts, 'checkRunCount', toCheckState);
  const statuses = parseCounts(contexts, 'statusContextCount', toStatusState);
  return runs && statuses ? toSum([...runs, ...statuses]) : null;
}

type Counted = { state: Check['state']; count: number };

function parseCounts(
  contexts: Fields | undefined,
  name: 'checkRunCount' | 'statusContextCount',
  toState: (state: string) => Check['state'],
): Counted[] | undefined {
  if (contexts?.[name] === 0) return [];
  return parseList(contexts?.[`${name}sByState`], (entry) => {
    const fields = toFields(entry);
    const state = findText(fields, 'state');
    const count = findCount(fields, 'count');
    return state === undefined || count === undefined
      ? undefined
      : { state: toState(state), count };
  });
}

function toSum(counted: readonly Counted[]): Checks {
  const sum = (state: Check['state']) =>
    counted.reduce((total, entry) => total + (entry.state === state ? entry.count : 0), 0);
  return toCountedChecks({ passed: sum('passed'), failed: sum('failed'), pending: sum('pending') });
}
