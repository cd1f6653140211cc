import type { Clock } from '../../../platform/clock.ts';
import { describeDenial } from '../../client/access-denied.ts';
import type { Unread } from '../../client/forge-api.ts';
import type { GraphQlError } from '../../client/optional-fields.ts';
import { toFailed } from '../../client/outcomes.ts';
import type { Access } from '../../forge.ts';
import { pickNewest, toSearched } from '../../lookup/find-open.ts';
import type { LookupResult } from '../../lookup/find-pull-request.ts';
import { isFromBranch } from '../../lookup/is-from-row.ts';
import {
  type Fields,
  findCount,
  findFields,
  parseList,
  toFields,
} from '../../parsing/json-fields.ts';
import { type NamedRepository, toFullName } from '../../parsing/repository-identity.ts';
import { toPlainText } from '../../parsing/text.ts';
import type { HeadAnswer } from '../answers.ts';
import type { FetchedPullRequest } from '../find-pull-request.ts';
import type { GraphQl, QueryResult, Unusable } from './client.ts';
import {
  parseHead,
  parseNamedRepository,
  parsePullRequest,
  toFieldErrors,
} from './parse-pull-request.ts';
import { buildQuery, type Selection, toAlias, toRepository } from './query.ts';

/** The result of one selection; undefined when it is unreliable and REST must be used (S9). */
export type SelectionResult = LookupResult<FetchedPullRequest> | undefined;

export interface RunBatchDeps {
  graphql: GraphQl;
  size: BatchSize;
  clock: Pick<Clock, 'monotonic'>;
}

export interface BatchResults {
  /** In the order of the selections. */
  results: SelectionResult[];
  /** How GraphQL proved unusable, if it did. */
  unusable: Unusable | undefined;
  /** A query had no response, or was too much for GitHub. */
  hasFailed: boolean;
}

const initialSize = 25;
const sizeStep = 5;
const maximumSize = 50;
const minimumSize = 5;
const fastMs = 2_000;
// A refresh has a minute, of which REST needs its share.
const giveUpAfterMs = 20_000;

/** How many selections one query carries: GitHub ends a query after ten seconds. */
export interface BatchSize {
  current(): number;
  /** A query that was full and fast lets the next one be larger. */
  noteSuccess(selections: number, durationMs: number): void;
  noteFailure(selections: number): void;
}

export function createBatchSize(): BatchSize {
  let size = initialSize;
  return {
    current: () => size,
    noteSuccess(selections, durationMs) {
      if (selections >= size && durationMs < fastMs) size = Math.min(maximumSize, size + sizeStep);
    },
    noteFailure(selections) {
      size = Math.max(minimumSize, Math.min(size, Math.ceil(selections / 2)));
    },
  };
}

/**
 * Runs all selections in queries of the size that has worked. A query that fails is split in
 * halves; one that still fails at the minimum size has no results, and the others go on.
 */
export async function runBatch(
  selections: readonly Selection[],
  { graphql, size, clock }: RunBatchDeps,
  access: Access,
): Promise<BatchResults> {
  const results: SelectionResult[] = [];
  let hasFailed = false;
  const giveUpAt = clock.monotonic() + giveUpAfterMs;
  const stop = (unusable?: BatchResults['unusable']) => {
    return { results: selections.map((_, index) => results[index]), unusable, hasFailed };
  };
  while (results.length < selections.length) {
    const part = selections.slice(results.length, results.length + size.current());
    const result = await graphql.run(buildQuery(part), access);
    switch (result.kind) {
      case 'answered':
        size.noteSuccess(part.length, result.durationMs);
        results.push(...part.map((selection, index) => parseResult(selection, index, result)));
        break;
      case 'overloaded':
        hasFailed = true;
        size.noteFailure(part.length);
        if (part.length <= minimumSize) results.push(...part.map(() => undefined));
        if (clock.monotonic() > giveUpAt) return stop();
        break;
      case 'rate_limited': {
        // S5: no further query is sent. REST has another quota.
        if (result.bucket !== undefined) return stop();
        const limited: Unread = { kind: 'unread', status: 429, outcome: result };
        const rest = selections.slice(results.length);
        results.push(...rest.map((selection) => toUnreadResult(selection, limited)));
        break;
      }
      case 'unreachable':
        hasFailed = true;
        return stop();
      case 'unusable':
        return stop(result);
    }
  }
  return stop();
}

function toUnreadResult({ kind }: Selection, unread: Unread): SelectionResult {
  return kind === 'read' ? { read: unread } : { open: unread };
}

/** Fields whose failure leaves the rest of a pull request reliable. */
const optionalFields = new Set([
  'commits',
  'reviews',
  'reviewThreads',
  'reviewRequests',
  'labels',
  'reviewDecision',
  'autoMergeRequest',
  'mergeQueueEntry',
  'isInMergeQueue',
]);

function parseResult(
  selection: Selection,
  index: number,
  { data, errors: allErrors, signOnUrl }: Extract<QueryResult, { kind: 'answered' }>,
): SelectionResult {
  const alias = toAlias(index);
  const repository = toFields(data[alias]);
  const errors = allErrors.filter(({ path }) => path[0] === alias);
  const forbidden = errors.find(isForbidden);
  if (forbidden) return toUnreadResult(selection, toForbidden(selection, forbidden, signOnUrl));
  if (!repository) return undefined;
  if (selection.kind === 'find') {
    return errors.length > 0 ? undefined : findOpen(repository, selection.branch);
  }
  const fieldErrors = toFieldErrors(errors);
  if (![...fieldErrors.failedFields].every((name) => optionalFields.has(name))) return undefined;
  const node = findFields(repository, 'pullRequest');
  const refusals = {
    checks: errors.find(isAboutChecks)?.message,
    areSuitesUnread: errors.some(({ path }) => path.includes('checkSuite')),
  };
  const value = node && parsePullRequest(node, fieldErrors, refusals);
  return value && { read: { kind: 'read', value } };
}

/** Whether the token may not read the checks of a pull request, and not only a part of each. */
function isAboutChecks({ path, type, message }: GraphQlError): boolean {
  const isRefusal = checkRefusals.has(type) || /not accessible by/i.test(message);
  const isAboutPart = path.includes('isRequired') || path.includes('checkSuite');
  return isRefusal && path[2] === 'commits' && !isAboutPart;
}

const checkRefusals = new Set(['FORBIDDEN', 'INSUFFICIENT_SCOPES']);

/** Whether the repository or the pull request is forbidden as a whole, not one of its fields. */
function isForbidden({ path, type }: GraphQlError): boolean {
  return type === 'FORBIDDEN' && path.length <= 2 && path[1] !== 'parent';
}

function toForbidden(
  selection: Selection,
  { message }: GraphQlError,
  signOnUrl: string | undefined,
): Unread {
  const repository = toRepository(selection);
  // One header for all parts of the query: the link is of one organization.
  const isOwn = signOnUrl?.toLowerCase().includes(`/orgs/${repository.owner.toLowerCase()}/`);
  const denial = {
    host: 'GitHub',
    subject: `the repository ${toFullName(repository)}`,
    message: toPlainText(message, 200),
    signOnUrl: isOwn ? signOnUrl : undefined,
  };
  const outcome = toFailed('forbidden', describeDenial(denial));
  return { kind: 'unread', status: 403, outcome };
}

function findOpen(fields: Fields, branch: string): SelectionResult {
  const head = parseNamedRepository(fields);
  const open = head && findInNetwork(fields, head, branch);
  return open && { open: toSearched(open, head) };
}

/** The newest open pull request, or that there is none; undefined when the list is incomplete. */
type Open = Extract<NonNullable<SelectionResult>['open'], { kind: 'read' }> | undefined;

/**
 * As by REST: searches the branch's own repository first, then the one it was forked from. The
 * repositories above that one are left to REST.
 */
function findInNetwork(fields: Fields, head: NamedRepository, branch: string): Open {
  const own = findIn(fields, head, head, branch);
  if (!own || own.value || fields.parent === null) return own;
  const parent = findFields(fields, 'parent');
  const base = parseNamedRepository(parent);
  const found = parent && base && findIn(parent, base, head, branch);
  return found?.value || parent?.isFork === false ? found : undefined;
}

function findIn(
  fields: Fields,
  base: NamedRepository,
  head: NamedRepository,
  branch: string,
): Open {
  const connection = findFields(fields, 'pullRequests');
  const listed = parseList(connection?.nodes, parseCandidate);
  const hasMore = findFields(connection, 'pageInfo')?.hasNextPage;
  if (!listed || typeof hasMore !== 'boolean') return undefined;
  const value = pickNewest(
    base,
    listed.filter((candidate) => isFromBranch(candidate.head, head, branch)),
  );
  return !value && hasMore ? undefined : { kind: 'read', value };
}

function parseCandidate(node: unknown): { number: number; head: HeadAnswer } | undefined {
  const fields = toFields(node);
  const number = findCount(fields, 'number');
  const head = parseHead(fields);
  return number === undefined || !head ? undefined : { number, head };
}
