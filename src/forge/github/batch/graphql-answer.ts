import type { Quota } from '../../../domain/budget.ts';
import {
  type Fields,
  findCount,
  findFields,
  findInstant,
  findText,
  toFields,
} from '../../parsing/json-fields.ts';

/** An error that GraphQL told beside, or instead of, the data. */
export interface GraphQlError {
  /** Names and indexes, from the alias on; empty when it concerns the whole query. */
  path: readonly string[];
  type: string;
  message: string;
}

export type GraphQlAnswer =
  | { kind: 'answered'; data: Fields; errors: readonly GraphQlError[] }
  | { kind: 'rate_limited' }
  /** It took too long, or too much: less of it may work. */
  | { kind: 'overloaded' }
  /** The server does not understand the query. */
  | { kind: 'refused' }
  /** Not GraphQL. */
  | { kind: 'unusable' };

const tooMuch = new Set(['RESOURCE_LIMITS_EXCEEDED', 'MAX_NODE_LIMIT_EXCEEDED']);

/** What an answer with status 200 means, where GraphQL tells its errors too. */
export function toGraphQlAnswer(body: unknown): GraphQlAnswer {
  const fields = toFields(body);
  if (!fields || (fields.data === undefined && fields.errors === undefined)) {
    return { kind: 'unusable' };
  }
  const errors = (Array.isArray(fields.errors) ? fields.errors : []).map(toError);
  const data = toFields(fields.data);
  if (errors.some((error) => isRateLimit(error, data))) return { kind: 'rate_limited' };
  if (errors.some(isDeath)) return { kind: 'overloaded' };
  return data ? { kind: 'answered', data, errors } : { kind: 'refused' };
}

/** What the query cost, and what is left. */
export function findGraphQlQuota(data: Fields | undefined, now: number): Quota | undefined {
  const told = findFields(data, 'rateLimit');
  const quota = findCount(told, 'limit');
  const remaining = findCount(told, 'remaining');
  const resetAt = findInstant(told, 'resetAt');
  if (!quota || remaining === undefined || resetAt === null) return undefined;
  const inMs = resetAt.getTime() - now;
  if (inMs <= 0 || inMs > 24 * 60 * 60_000) return undefined;
  return { bucket: 'graphql', quota, remaining: Math.min(remaining, quota), resetAt };
}

function toError(entry: unknown): GraphQlError {
  const fields = toFields(entry);
  const path = Array.isArray(fields?.path) ? fields.path.map(String) : [];
  const extensions = findFields(fields, 'extensions');
  const type = findText(fields, 'type') ?? findText(extensions, 'code') ?? '';
  return { path, type, message: findText(fields, 'message') ?? '' };
}

function isRateLimit({ type, message }: GraphQlError, data: Fields | undefined): boolean {
  return /^RATE_LIMIT(ED)?$/.test(type) || (!data && /rate limit/i.test(message));
}

function isDeath({ path, type, message }: GraphQlError): boolean {
  const isWhole = path.length === 0;
  return tooMuch.has(type) || (isWhole && /^something went wrong|timed? ?out/i.test(message));
}
