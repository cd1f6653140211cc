import type { Clock } from '../../platform/clock.ts';
import type { HttpClient } from '../../platform/http-client.ts';
import type { Access, ValidatorCache } from '../forge.ts';
import type { Budgets } from '../forge-settings.ts';
import { parseJson } from '../parsing/json-fields.ts';
import { createConditionalClient, type Reading } from './conditional-client.ts';
import {
  type Asked,
  findSaid,
  toFailed,
  toMalformedOutcome,
  toUnreadOutcome,
  type UnreadOutcome,
} from './outcomes.ts';
import { findQuota } from './rate-limit.ts';

export interface Read<Value> {
  kind: 'read';
  value: Value;
  nextUrl: string | undefined;
  redirected: boolean;
  /** The forge said that it is what was read before. */
  unchanged: boolean;
  /** It can be asked conditionally from now on. */
  validated: boolean;
}

export interface Unread {
  kind: 'unread';
  /** Undefined when the forge gave no answer with a status. */
  status: number | undefined;
  outcome: UnreadOutcome;
  /** What the forge says of it itself, fit for one line; undefined when it says nothing. */
  said?: string | undefined;
}

/** A value, or why it could not be read. */
export type MaybeRead<Value> = { kind: 'read'; value: Value } | Unread;

export interface ApiRequest<Value> {
  url: string;
  /** What is asked for, in words for a person: `the repository acme/app`. */
  subject: string;
  reading: Reading<Value>;
}

export interface TextRequest {
  url: string;
  subject: string;
  accept: string;
  limitBytes: number;
}

export interface ApiMessage {
  method: 'POST' | 'PUT' | 'PATCH';
  url: string;
  subject: string;
  /** Sent as JSON. */
  body: unknown;
  /** Where a second arrival would do harm: it is never sent again by itself. */
  once?: boolean;
}

/** One forge's API, with the errors of every call in one form. */
export interface ForgeApi {
  readonly baseUrl: string;
  /** GET of JSON, conditional where the same token read the same address before. */
  read<Value>(request: ApiRequest<Value>, access: Access): Promise<Read<Value> | Unread>;
  /** GET of text such as a diff. */
  readText(
    request: TextRequest,
    access: Access,
  ): Promise<{ kind: 'text'; text: string } | { kind: 'too_large' } | Unread>;
  /** GET of a file as it is. */
  readBytes(
    request: TextRequest,
    access: Access,
  ): Promise<{ kind: 'bytes'; bytes: Buffer } | { kind: 'too_large' } | Unread>;
  /** The parsed answer to a success, undefined when that is no JSON. */
  send(
    message: ApiMessage,
    access: Access,
  ): Promise<{ kind: 'sent'; status: number; value: unknown } | Unread>;
}

export interface ForgeApiOptions {
  forge: { id: string; apiBaseUrl: string };
  http: HttpClient;
  validators: ValidatorCache;
  budgets: Budgets;
  clock: Pick<Clock, 'now'>;
  /** The media type of JSON. */
  accept?: string;
  /** False where a 403 is a matter of access, whatever it says of a quota. */
  answers403WhenSpent?: boolean;
  /** How this forge is told whose token it is, and what else every request carries. */
  toHeaders(token: string): Record<string, string>;
}

/** What an adapter's own API is made of: the rest it knows itself. */
export type AdapterApiOptions = Omit<
  ForgeApiOptions,
  'accept' | 'answers403WhenSpent' | 'toHeaders'
>;

/** Every call carries the token, and its quota is noted in passing. */
export function createForgeApi(options: ForgeApiOptions): ForgeApi {
  const { forge, http, clock, budgets } = options;
  const { accept = 'application/json', answers403WhenSpent = true } = options;
  const { host } = new URL(forge.apiBaseUrl);
  const observe = (headers: Headers, { tokenFingerprint }: Access) => {
    const reading = findQuota(headers, clock.now());
    if (reading) budgets.observe(forge.id, tokenFingerprint, reading);
  };
  const conditional = createConditionalClient(http, options.validators, observe);
  const toAsked = (subject: string, { token }: Access): Asked => {
    return { forgeId: forge.id, host, subject, token, answers403WhenSpent };
  };
  const toHeaders = (type: string, { token }: Access) => {
    return { 'user-agent': 'afterpush', ...options.toHeaders(token), accept: type };
  };
  const toUnread = (answer: Parameters<typeof toUnreadOutcome>[0], asked: Asked): Unread => {
    const status = answer.kind === 'answered' ? answer.status : undefined;
    const said = answer.kind === 'answered' ? findSaid(answer, asked) : undefined;
    return { kind: 'unread', status, outcome: toUnreadOutcome(answer, asked, clock.now()), said };
  };
  const readBytes: ForgeApi['readBytes'] = async (request, access) => {
    const { url, subject, accept: type, limitBytes } = request;
    const asked = toAsked(subject, access);
    if (!isSendable(access.token)) return toUnsendable(asked);
    const headers = toHeaders(type, access);
    const { signal } = access;
    const answer = await http.get({ url, headers, signal, bodyLimitBytes: limitBytes });
    if (answer.kind === 'too_large') return { kind: 'too_large' };
    if (answer.kind !== 'answered') return toUnread(answer, asked);
    observe(answer.headers, access);
    if (answer.status !== 200) return toUnread(answer, asked);
    return { kind: 'bytes', bytes: answer.body };
  };
  return {
    baseUrl: forge.apiBaseUrl,
    async read({ url, subject, reading }, access) {
      const asked = toAsked(subject, access);
      if (!isSendable(access.token)) return toUnsendable(asked);
      const headers = toHeaders(accept, access);
      const answer = await conditional.read({ url, headers, reading }, access);
      if (answer.kind === 'read') return answer;
      if (answer.kind === 'refused') return toUnread(answer.answer, asked);
      return { kind: 'unread', status: undefined, outcome: toMalformedOutcome(asked) };
    },
    readBytes,
    async readText(request, access) {
      const answer = await readBytes(request, access);
      return answer.kind === 'bytes'
        ? { kind: 'text', text: answer.bytes.toString('utf8') }
        : answer;
    },
    async send({ subject, body, ...message }, access) {
      const asked = toAsked(subject, access);
      if (!isSendable(access.token)) return toUnsendable(asked);
      const headers = { ...toHeaders(accept, access), 'content-type': 'application/json' };
      const { signal } = access;
      const sent = { ...message, headers, signal, body: JSON.stringify(body) };
      const answer = await http.send(sent);
      if (answer.kind !== 'answered') return toUnread(answer, asked);
      observe(answer.headers, access);
      if (answer.status < 200 || answer.status > 299) return toUnread(answer, asked);
      return { kind: 'sent', status: answer.status, value: parseJson(answer.body) };
    },
  };
}

function isSendable(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token);
}

function toUnsendable({ forgeId }: Asked): Unread {
  const message = `The token for ${forgeId} holds characters that no token has: link a new one.`;
  return { kind: 'unread', status: undefined, outcome: toFailed('unauthorized', message) };
}

type RateLimited = Unread & { outcome: Extract<UnreadOutcome, { kind: 'rate_limited' }> };

/**
 * S5: what a pull request can be shown without stops it after all when it met a rate limit: the
 * one that lasts longest.
 */
export function findRateLimited(extras: readonly MaybeRead<unknown>[]): RateLimited | undefined {
  return extras.filter(isRateLimited).toSorted(byEnd).at(-1);
}

/** What else could not be read is not told, which replaces nothing (S9). */
export function orUnknown<Value, Unknown>(
  extra: MaybeRead<Value>,
  unknown: Unknown,
): Value | Unknown {
  return extra.kind === 'read' ? extra.value : unknown;
}

/** Whether nothing was read because the forge asks to wait. */
export function isRateLimited(extra: MaybeRead<unknown>): extra is RateLimited {
  return extra.kind === 'unread' && extra.outcome.kind === 'rate_limited';
}

function byEnd({ outcome: one }: RateLimited, { outcome: other }: RateLimited): number {
  return one.until.getTime() - other.until.getTime();
}
