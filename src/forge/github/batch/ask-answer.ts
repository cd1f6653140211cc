import type { Unread } from '../../client/forge-api.ts';
import { toFailed } from '../../client/outcomes.ts';
import type { PullRequestReference } from '../../forge.ts';
import {
  type Fields,
  findCount,
  findFields,
  parseList,
  toFields,
} from '../../parsing/json-fields.ts';
import {
  isSameRepository,
  type NamedRepository,
  toFullName,
} from '../../parsing/repository-identity.ts';
import { toPlainText } from '../../parsing/text.ts';
import type { HeadAnswer } from '../answers.ts';
import { parseHead, parseNamedRepository } from '../graphql/parse-pull-request.ts';
import type { Ask } from '../graphql/query.ts';
import type { Told } from '../told.ts';
import type { GraphQlError } from './graphql-answer.ts';
import { toTold } from './told-node.ts';

/** What one ask of a query brought. */
export type AskAnswer =
  | { kind: 'told'; told: Told }
  | { kind: 'found'; reference: PullRequestReference | undefined }
  | Unread
  /** Nothing that could be relied on: REST must be asked (S9). */
  | { kind: 'unanswered' };

const unanswered = { kind: 'unanswered' } as const;

/** Fields whose failure leaves the rest of a pull request as good as it is. */
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

/** Reads the answer to one ask. `errors` are those of its alias alone. */
export function toAskAnswer(
  ask: Ask,
  repository: Fields | undefined,
  errors: readonly GraphQlError[],
): AskAnswer {
  const forbidden = errors.find(isForbidden);
  if (forbidden) return toForbidden(ask, forbidden);
  if (!repository) return unanswered;
  if (ask.kind === 'find') {
    return errors.length > 0 ? unanswered : toFound(repository, ask.branch);
  }
  const failedFields = new Set(errors.map(({ path }) => path[2] ?? ''));
  if (![...failedFields].every((name) => optionalFields.has(name))) return unanswered;
  const node = findFields(repository, 'pullRequest');
  const told = node && toTold(node, failedFields);
  return told ? { kind: 'told', told } : unanswered;
}

/** Of the repository or the pull request as a whole, not of something within it. */
function isForbidden({ path, type }: GraphQlError): boolean {
  return type === 'FORBIDDEN' && path.length <= 2 && path[1] !== 'parent';
}

function toForbidden(ask: Ask, { message }: GraphQlError): Unread {
  const repository = ask.kind === 'read' ? ask.reference.repository : ask.repository;
  const outcome = toFailed(
    'forbidden',
    `GitHub does not let this token read ${toFullName(repository)}: ` +
      `"${toPlainText(message, 200)}". Authorize the token for it, or link another one.`,
  );
  return { kind: 'unread', status: 403, outcome };
}

/** As by REST: the branch's own repository first, then the one it was forked from. */
function toFound(fields: Fields, branch: string): AskAnswer {
  const head = parseNamedRepository(fields);
  if (!head) return unanswered;
  const own = findIn(fields, head, head, branch);
  if (own.kind !== 'found' || own.reference || fields.parent === null) return own;
  const parent = findFields(fields, 'parent');
  const base = parseNamedRepository(parent);
  return parent && base ? findIn(parent, base, head, branch) : unanswered;
}

function findIn(
  fields: Fields,
  base: NamedRepository,
  head: NamedRepository,
  branch: string,
): AskAnswer {
  const connection = findFields(fields, 'pullRequests');
  const listed = parseList(connection?.nodes, parseCandidate);
  const hasMore = findFields(connection, 'pageInfo')?.hasNextPage;
  if (!listed || typeof hasMore !== 'boolean') return unanswered;
  const numbers = listed
    .filter((listedOne) => isFrom(head, branch, listedOne.head))
    .map(({ number }) => number);
  const { owner, name } = base;
  if (numbers.length === 0) return hasMore ? unanswered : { kind: 'found', reference: undefined };
  const reference = { repository: { owner, name }, number: Math.max(...numbers) };
  return { kind: 'found', reference };
}

function isFrom(repository: NamedRepository, branch: string, head: HeadAnswer): boolean {
  return (
    head.branch === branch &&
    head.repository !== null &&
    isSameRepository(repository, head.repository)
  );
}

function parseCandidate(node: unknown): { number: number; head: HeadAnswer } | undefined {
  const fields = toFields(node);
  const number = findCount(fields, 'number');
  const head = parseHead(fields);
  return number === undefined || !head ? undefined : { number, head };
}
