import type { ReadRuns } from '../../client/unreadable-checks.ts';
import {
  type Fields,
  findCount,
  findFields,
  findFlag,
  findInteger,
  findText,
  parseInstant,
  parseList,
  toFields,
} from '../../parsing/json-fields.ts';
import { toPlainText } from '../../parsing/text.ts';
import {
  needsWorkflows,
  pickLatestByWorkflow,
  type SuiteRun,
  startedStatuses,
  toCheckName,
  toCheckState,
  toStatusState,
} from '../check-runs.ts';
import { checksGrant } from '../checks.ts';

/** What GitHub does not let the token read. */
export interface ChecksRefusals {
  /** The message about all checks. */
  checks: string | undefined;
  /** Suites or their workflows were refused: their null is unknown. */
  areSuitesUnread: boolean;
}

/**
 * The checks of the head commit. Undefined, to be read by REST: while GitHub processes a push, because
 * the last commit is not the head yet; when there is more than one page; when it is incomplete; where
 * GraphQL does not report checks to the token, or in the version of the server, and REST may (S9); and when
 * the counts depend on workflows that the version does not report (S15).
 */
export function parseChecks(
  node: Fields,
  headSha: string | null,
  { checks: refusal, areSuitesUnread }: ChecksRefusals,
): ReadRuns | undefined {
  if (refusal !== undefined) {
    const message = `GitHub does not let this token read the checks: "${toPlainText(refusal, 200)}".`;
    return { unreadable: `${message} ${checksGrant}` };
  }
  const commits = findFields(node, 'commits')?.nodes;
  const commit = findFields(toFields(Array.isArray(commits) ? commits[0] : undefined), 'commit');
  if (!commit || findText(commit, 'oid') !== headSha) return undefined;
  return parseRollup(commit, areSuitesUnread);
}

/** The checks of a commit. Undefined when they are incomplete, or more than one page. */
export function parseRollup(commit: Fields, areSuitesUnread = false): ReadRuns | undefined {
  const rollup = commit.statusCheckRollup;
  if (rollup === null) return [];
  if (rollup === undefined) return undefined;
  const contexts = findFields(toFields(rollup), 'contexts');
  const nodes: unknown[] = Array.isArray(contexts?.nodes) ? contexts.nodes : [];
  const isWhole = nodes.length === findCount(contexts, 'totalCount');
  const runs = isWhole ? parseList(nodes, parseContext) : undefined;
  if (!runs) return undefined;
  const areWorkflowsUnread = areSuitesUnread || nodes.some(lacksWorkflow);
  if (areWorkflowsUnread && (needsWorkflows(runs) || runs.some(lacksSuite))) return undefined;
  if (areUnplaced(runs)) return undefined;
  return pickLatestByWorkflow(runs, ({ workflow }) => workflow);
}

/** Null is a run outside of workflows; the field is missing where it was left out of the query. */
function lacksWorkflow(node: unknown): boolean {
  const suite = findFields(toFields(node), 'checkSuite');
  return suite !== undefined && suite.workflowRun === undefined;
}

/** A check run always has one. */
function lacksSuite({ sequence, suite, app }: SuiteRun): boolean {
  return sequence !== null && (suite === null || app === null);
}

/** Whether runs without a suite may be of one check, or of two. */
function areUnplaced(runs: readonly SuiteRun[]): boolean {
  const unplaced = runs.filter(({ sequence, suite }) => sequence !== null && suite === null);
  const names = new Set(unplaced.map(({ name }) => name));
  return names.size < unplaced.length || unplaced.some(({ isCancelled }) => isCancelled);
}

function parseContext(node: unknown): SuiteRun | undefined {
  const fields = toFields(node);
  return findText(fields, '__typename') === 'StatusContext'
    ? parseStatusContext(fields)
    : parseCheckRun(fields);
}

function parseCheckRun(fields: Fields | undefined): SuiteRun | undefined {
  const name = findText(fields, 'name');
  const status = findText(fields, 'status')?.toLowerCase();
  if (name === undefined || status === undefined) return undefined;
  const suite = findFields(fields, 'checkSuite');
  const workflow = findFields(findFields(suite, 'workflowRun'), 'workflow');
  const conclusion = status === 'completed' ? findText(fields, 'conclusion') : undefined;
  return {
    name: toCheckName(name),
    app: findText(findFields(suite, 'app'), 'slug') ?? null,
    workflow: toWorkflowName(findText(workflow, 'name')),
    state: toCheckState(conclusion ?? status),
    required: findFlag(fields, 'isRequired'),
    sequence: findInteger(fields, 'databaseId') ?? null,
    suite: findInteger(suite, 'databaseId') ?? null,
    isCancelled: conclusion?.toLowerCase() === 'cancelled',
    startedAt: startedStatuses.has(status)
      ? parseInstant(findText(fields, 'startedAt') ?? null)
      : null,
    reportedAt: null,
  };
}

function toWorkflowName(name: string | undefined): string | null {
  return name === undefined ? null : toPlainText(name, 200);
}

function parseStatusContext(fields: Fields | undefined): SuiteRun | undefined {
  const context = findText(fields, 'context');
  const state = findText(fields, 'state');
  if (context === undefined || state === undefined) return undefined;
  const reportedAt = parseInstant(findText(fields, 'createdAt') ?? null);
  const checkState = toStatusState(state);
  return {
    name: toCheckName(context),
    app: null,
    workflow: null,
    state: checkState,
    required: findFlag(fields, 'isRequired'),
    sequence: null,
    suite: null,
    isCancelled: false,
    startedAt: checkState === 'pending' ? reportedAt : null,
    reportedAt,
  };
}
