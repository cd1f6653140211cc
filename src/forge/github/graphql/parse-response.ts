import type { Quota } from '../../../domain/budget.ts';
import { type GraphQlError, parseGraphQlErrors } from '../../client/optional-fields.ts';
import {
  type Fields,
  findCount,
  findFields,
  findInstant,
  toFields,
} from '../../parsing/json-fields.ts';

export type GraphQlResponse =
  | {
      kind: 'answered';
      data: Fields;
      errors: readonly GraphQlError[];
      /** Where the owner authorizes the token for what was left out. */
      signOnUrl?: string;
    }
  | { kind: 'rate_limited' }
  /** The query was too large or took too long; a smaller one may work. */
  | { kind: 'overloaded' }
  /** The server does not understand the query, or does not accept it from this token. */
  | { kind: 'refused'; isOfToken: boolean; errors: readonly GraphQlError[] }
  /** Not GraphQL. */
  | { kind: 'unusable' };

const overloadTypes = new Set(['RESOURCE_LIMITS_EXCEEDED', 'MAX_NODE_LIMIT_EXCEEDED']);

const tokenTypes = new Set(['INSUFFICIENT_SCOPES', 'FORBIDDEN']);

/** Parses a response with status 200, which GraphQL uses for errors too. */
export function parseResponse(body: unknown): GraphQlResponse {
  const fields = toFields(body);
  if (!fields || (fields.data === undefined && fields.errors === undefined)) {
    return { kind: 'unusable' };
  }
  const errors = parseGraphQlErrors(fields);
  const data = toFields(fields.data);
  if (errors.some((error) => isRateLimit(error, data))) return { kind: 'rate_limited' };
  if (errors.some(isOverload)) return { kind: 'overloaded' };
  if (data) return { kind: 'answered', data, errors };
  const isOfToken = errors.some(({ type }) => tokenTypes.has(type));
  return { kind: 'refused', isOfToken, errors };
}

/** The quota that is left after the query. */
export function findGraphQlQuota(data: Fields | undefined, forgeNow: number): Quota | undefined {
  const reported = findFields(data, 'rateLimit');
  const quota = findCount(reported, 'limit');
  const remaining = findCount(reported, 'remaining');
  const resetAt = findInstant(reported, 'resetAt');
  if (!quota || remaining === undefined || resetAt === null) return undefined;
  const resetInMs = resetAt.getTime() - forgeNow;
  if (resetInMs <= 0 || resetInMs > 24 * 60 * 60_000) return undefined;
  return { bucket: 'graphql', quota, remaining: Math.min(remaining, quota), resetInMs };
}

function isRateLimit({ type, message }: GraphQlError, data: Fields | undefined): boolean {
  return /^RATE_LIMIT(ED)?$/.test(type) || (!data && /rate limit/i.test(message));
}

function isOverload({ path, type, message }: GraphQlError): boolean {
  const isWhole = path.length === 0;
  return overloadTypes.has(type) || (isWhole && /^something went wrong|timed? ?out/i.test(message));
}
