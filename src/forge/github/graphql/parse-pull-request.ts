import type { ReviewDecision } from '../../../domain/diff-status.ts';
import type { GraphQlError } from '../../client/optional-fields.ts';
import {
  type Fields,
  findCount,
  findFields,
  findInteger,
  findText,
  parseList,
  toFields,
} from '../../parsing/json-fields.ts';
import type { NamedRepository } from '../../parsing/repository-identity.ts';
import {
  type HeadAnswer,
  type PullRequestAnswer,
  parseLabels,
  toMergeability,
  toReviewerNames,
} from '../answers.ts';
import type { FetchedPullRequest, GraphQlFacts } from '../find-pull-request.ts';
import type { ReviewAnswer } from '../reviews.ts';
import { parseFullName } from '../urls.ts';
import { parseThreads } from './count-threads.ts';
import { type ChecksRefusals, parseChecks } from './parse-checks.ts';

const states = new Map<string, PullRequestAnswer['state']>([
  ['OPEN', 'open'],
  ['CLOSED', 'closed'],
  ['MERGED', 'merged'],
]);

const mergeables = new Map<string, boolean | null>([
  ['MERGEABLE', true],
  ['CONFLICTING', false],
  ['UNKNOWN', null],
]);

/**
 * Parses the pull request of a response. `failedFields` are those with an error: their null means
 * unknown. `refusals.checks` is what GitHub said when the token may not read the checks.
 */
export function parsePullRequest(
  node: Fields,
  { failedFields, deniedFields }: FieldErrors,
  refusals: ChecksRefusals,
): FetchedPullRequest | undefined {
  const answer = parseAnswer(node);
  if (!answer) return undefined;
  const isReported = (name: string) => !failedFields.has(name);
  return {
    answer: isReported('autoMergeRequest') ? answer : { ...answer, autoMerge: null },
    reviews: parseReviewNodes(findFields(node, 'reviews')),
    checks: parseChecks(node, answer.head.sha, refusals),
    facts: parseGraphQlFacts(node, { failedFields, deniedFields }),
    threads: parseThreads(findFields(node, 'reviewThreads')),
    unchanged: false,
  };
}

/** The fields that REST reports too; undefined when a required one is missing. */
function parseAnswer(fields: Fields): PullRequestAnswer | undefined {
  const number = findCount(fields, 'number');
  const head = parseHead(fields);
  const state = states.get(findText(fields, 'state') ?? '');
  const title = findText(fields, 'title');
  const baseBranch = findText(fields, 'baseRefName');
  if (number === undefined || !head || !state) return undefined;
  if (title === undefined || baseBranch === undefined) return undefined;
  const draft = fields.isDraft === true;
  const author = findFields(fields, 'author');
  return {
    number,
    head,
    url: findText(fields, 'url') ?? null,
    state,
    title,
    draft,
    changedAt: findText(fields, 'updatedAt') ?? null,
    settledAt: findText(fields, 'mergedAt') ?? findText(fields, 'closedAt') ?? null,
    additions: findCount(fields, 'additions') ?? null,
    deletions: findCount(fields, 'deletions') ?? null,
    changedFiles: findCount(fields, 'changedFiles') ?? null,
    commits: findCount(findFields(fields, 'commits'), 'totalCount') ?? null,
    authorLogin: findLogin(author) ?? null,
    authorAvatarUrl: findText(author, 'avatarUrl') ?? null,
    baseBranch,
    mergeability: toMergeability({
      state,
      draft,
      mergeable: mergeables.get(findText(fields, 'mergeable') ?? ''),
      mergeState: findText(fields, 'mergeStateStatus')?.toLowerCase(),
    }),
    autoMerge: fields.autoMergeRequest === undefined ? null : fields.autoMergeRequest !== null,
    requestedReviewers: parseReviewers(findFields(fields, 'reviewRequests')) ?? null,
    labels: parseLabels(findNodes(findFields(fields, 'labels'))) ?? null,
  };
}

export function parseHead(fields: Fields | undefined): HeadAnswer | undefined {
  const branch = findText(fields, 'headRefName');
  const named = fields?.headRepository;
  const repository = parseNamedRepository(named);
  // Null is a deleted fork. Unlike it, an unreadable repository could be anyone's.
  if (branch === undefined || (named !== null && !repository)) return undefined;
  return {
    branch,
    sha: findText(fields, 'headRefOid') ?? null,
    ownerLogin: findText(findFields(fields, 'headRepositoryOwner'), 'login') ?? null,
    repository: repository ?? null,
  };
}

export function parseNamedRepository(value: unknown): NamedRepository | undefined {
  const fields = toFields(value);
  const reference = parseFullName(findText(fields, 'nameWithOwner') ?? '');
  return reference && { ...reference, id: findInteger(fields, 'databaseId') ?? null };
}

/**
 * A reviewer is null when the account was deleted or the token may not see it. Undefined when the
 * token may not read the name of a team: the others alone would be a wrong list (S16).
 */
function parseReviewers(connection: Fields | undefined): string[] | undefined {
  const names = parseList(findNodes(connection), (node) => {
    const reviewer = findFields(toFields(node), 'requestedReviewer');
    if (!reviewer) return [];
    const name = findLogin(reviewer) ?? findText(reviewer, 'slug');
    return name === undefined ? undefined : [name];
  });
  return names && toReviewerNames(names.flat());
}

const decisions = new Map<string, ReviewDecision>([
  ['APPROVED', 'approved'],
  ['CHANGES_REQUESTED', 'changes_requested'],
  ['REVIEW_REQUIRED', 'review_required'],
]);

/** The fields of a pull request with an error, and those among them that the token may not read. */
export interface FieldErrors {
  failedFields: ReadonlySet<string>;
  deniedFields: ReadonlySet<string>;
}

const toField = ({ path }: GraphQlError) => path[2] ?? '';

export function toFieldErrors(errors: readonly GraphQlError[]): FieldErrors {
  const denied = errors.filter(
    ({ type }) => type === 'FORBIDDEN' || type === 'INSUFFICIENT_SCOPES',
  );
  return {
    failedFields: new Set(errors.map(toField)),
    deniedFields: new Set(denied.map(toField)),
  };
}

const conversationFields = ['reviewDecision', 'isInMergeQueue', 'reviewThreads'];

export function parseGraphQlFacts(
  node: Fields,
  { failedFields, deniedFields }: FieldErrors,
): GraphQlFacts {
  const { isInMergeQueue } = node;
  const failed = conversationFields.filter((name) => failedFields.has(name));
  const areThreadsOdd =
    node.reviewThreads !== undefined && !parseThreads(findFields(node, 'reviewThreads'));
  const position = findCount(findFields(node, 'mergeQueueEntry'), 'position');
  return {
    reviewDecision: failedFields.has('reviewDecision') ? null : findDecision(node),
    inMergeQueue: typeof isInMergeQueue === 'boolean' ? isInMergeQueue : null,
    mergeQueuePosition: position || null,
    conversationUnread:
      failed.some((name) => !deniedFields.has(name)) ||
      (areThreadsOdd && !deniedFields.has('reviewThreads')),
  };
}

function findDecision({ reviewDecision }: Fields): ReviewDecision | null {
  if (reviewDecision === null) return 'none';
  return typeof reviewDecision === 'string' ? (decisions.get(reviewDecision) ?? null) : null;
}

/** Undefined when there is more than one page: REST lists all of them. */
function parseReviewNodes(connection: Fields | undefined): ReviewAnswer[] | undefined {
  return parseList(findNodes(connection), (entry) => {
    const fields = toFields(entry);
    const state = findText(fields, 'state');
    if (state === undefined) return undefined;
    const login = findLogin(findFields(fields, 'author')) ?? null;
    return { login, state, submittedAt: findText(fields, 'submittedAt') ?? null };
  });
}

/** The login as REST reports it, with a suffix for bots. */
function findLogin(account: Fields | undefined): string | undefined {
  const login = findText(account, 'login');
  const isBot = findText(account, '__typename') === 'Bot';
  return login !== undefined && isBot && !login.endsWith('[bot]') ? `${login}[bot]` : login;
}

/** All nodes of a connection; undefined when it is missing or incomplete (S9). */
function findNodes(connection: Fields | undefined): unknown[] | undefined {
  const nodes = connection?.nodes;
  const total = findCount(connection, 'totalCount');
  return Array.isArray(nodes) && nodes.length === total ? nodes : undefined;
}
