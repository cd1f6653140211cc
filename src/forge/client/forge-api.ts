import type { FailureKind } from '../../domain/diff-status.ts';
import { restBucket, wholeToken } from '../../domain/forge-token.ts';
import type { RateLimit } from '../../domain/refresh-outcome.ts';
import type { Clock } from '../../platform/clock.ts';
import type { HttpClient, HttpResult } from '../../platform/http-client.ts';
import type { Access, ValidatorCache } from '../forge.ts';
import type { Budgets } from '../forge-settings.ts';
import { parseInstant, parseJson } from '../parsing/json-fields.ts';
import { findSignOnUrl } from './access-denied.ts';
import { type ApiContext, type ApiContextDeps, createApiContexts } from './api-context.ts';
import { createConditionalClient, type Reading } from './conditional-client.ts';
import { type Downloaded, type DownloadRequest, toDownloaded, toStored } from './downloads.ts';
import { createForgeTime } from './forge-time.ts';
import {
  findForgeMessage,
  toFailed,
  toMalformedOutcome,
  toTooComplexOutcome,
  toUnreadOutcome,
  type UnreadOutcome,
} from './outcomes.ts';
import { findQuota } from './rate-limit.ts';

export interface Read<Value> {
  kind: 'read';
  value: Value;
  nextUrl: string | undefined;
  redirected: boolean;
  /** Whether the forge responded with 304. */
  unchanged: boolean;
  /** Whether the next request can be conditional. */
  validated: boolean;
  /** Caches a response that was requested with `isPart`. */
  save(): Promise<void>;
}

export interface Unread {
  kind: 'unread';
  /** Undefined when there was no response. */
  status: number | undefined;
  outcome: UnreadOutcome;
  /** The forge's own error message in one line; undefined when it sent none. */
  forgeMessage?: string | undefined;
}

export interface Sent {
  kind: 'sent';
  status: number;
  value: unknown;
  /** Where the owner authorizes the token for the part that was left out. */
  signOnUrl?: string;
}

/** A value, or why it could not be read. */
export type MaybeRead<Value> = { kind: 'read'; value: Value } | Unread;

export interface ApiRequest<Value> {
  url: string;
  /** Names the requested resource in messages: `the repository acme/app`. */
  subject: string;
  reading: Reading<Value>;
  /**
   * Part of a longer result, such as a page of a list: the caller caches it when all of it was accepted.
   * Otherwise a part that leads to a refused one would block the result for as long as it is cached.
   */
  isPart?: boolean;
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
  /** Other media types than that of the API. */
  accept?: string;
  /** Never retried: use it where sending twice would do harm. */
  once?: boolean;
}

/** The API of one forge. All calls report errors in the same form. */
export interface ForgeApi {
  readonly baseUrl: string;
  /** The time at the forge, for the age of what it reports. */
  forgeNow(): number;
  /** GETs JSON, conditionally where the same token has read the same URL before. */
  read<Value>(request: ApiRequest<Value>, access: Access): Promise<Read<Value> | Unread>;
  /** GETs text such as a diff. */
  readText(
    request: TextRequest,
    access: Access,
  ): Promise<{ kind: 'text'; text: string } | { kind: 'too_large' } | Unread>;
  /** GETs a file unchanged. */
  readBytes(
    request: TextRequest,
    access: Access,
  ): Promise<{ kind: 'bytes'; bytes: Buffer } | { kind: 'too_large' } | Unread>;
  /** GETs a long text without holding it, also from a storage host that the forge redirects to. */
  download(request: DownloadRequest, access: Access): Promise<Downloaded | Unread>;
  /** Returns the parsed body of a successful response; undefined when it is not JSON. */
  send(message: ApiMessage, access: Access): Promise<Sent | Unread>;
}

export interface ForgeApiDeps extends ApiContextDeps {
  http: HttpClient;
  validators: ValidatorCache;
  budgets: Budgets;
  clock: Pick<Clock, 'now' | 'monotonic'>;
  /** The media type of JSON. */
  accept?: string;
  /** The headers of every request, including the token. */
  toHeaders(token: string): Record<string, string>;
}

/** What an adapter needs to create its API. */
export type AdapterApiDeps = Omit<
  ForgeApiDeps,
  'accept' | 'toBucket' | 'answers403WhenSpent' | 'toHeaders'
>;

/** Creates an API client that sends the token with every call and records the reported quota. */
export function createForgeApi(deps: ForgeApiDeps): ForgeApi {
  const { forge, http, clock, budgets } = deps;
  const { accept = 'application/json' } = deps;
  const { host } = new URL(forge.apiBaseUrl);
  const forgeTime = createForgeTime(clock);
  const observe = (headers: Headers, { tokenFingerprint }: Access, bucket = restBucket) => {
    const reading = findQuota(headers, forgeTime.observe(headers), bucket);
    if (reading) budgets.observe(forge.id, tokenFingerprint, reading);
    const expiresAt = parseExpiry(headers.get('github-authentication-token-expiration'));
    if (expiresAt) budgets.observeExpiry(forge.id, tokenFingerprint, expiresAt);
  };
  const conditional = createConditionalClient(http, deps.validators, (...seen) => observe(...seen));
  const toContext = createApiContexts(deps);
  const toHeaders = (type: string, { token }: Access) => {
    return { 'user-agent': 'afterpush', ...deps.toHeaders(token), accept: type };
  };
  const toUnread = (result: HttpResult, context: ApiContext, access: Access): Unread => {
    const outcome = toUnreadOutcome(result, context, forgeTime.now());
    if (outcome.kind === 'rate_limited') closeBucket(outcome, access);
    if (result.kind !== 'response') return { kind: 'unread', status: undefined, outcome };
    if (outcome.kind !== 'rate_limited') context.accept();
    const forgeMessage = findForgeMessage(result, context);
    return { kind: 'unread', status: result.status, outcome, forgeMessage };
  };
  const readBytes: ForgeApi['readBytes'] = async (request, access) => {
    const { url, subject, accept: type, limitBytes } = request;
    const context = toContext(url, subject, access);
    const refusal = findRefusal(context, access);
    if (refusal) return refusal;
    const headers = toHeaders(type, access);
    const { signal } = access;
    const result = await http.get({ url, headers, signal, bodyLimitBytes: limitBytes });
    if (result.kind === 'too_large') return { kind: 'too_large' };
    if (result.kind !== 'response') return toUnread(result, context, access);
    observe(result.headers, access);
    if (result.status !== 200) return toUnread(result, context, access);
    context.accept();
    return { kind: 'bytes', bytes: result.body };
  };
  return {
    baseUrl: forge.apiBaseUrl,
    forgeNow: () => forgeTime.now(),
    async read({ url, subject, reading, isPart = false }, access) {
      const context = toContext(url, subject, access);
      const refusal = findRefusal(context, access);
      if (refusal) return refusal;
      const headers = toHeaders(accept, access);
      const result = await conditional.read({ url, headers, reading }, access);
      if (result.kind !== 'refused') context.accept();
      switch (result.kind) {
        case 'read':
          if (!isPart) await result.save();
          return result;
        case 'refused':
          return toUnread(result.result, context, access);
        case 'malformed':
          return { kind: 'unread', status: undefined, outcome: toMalformedOutcome(context) };
        case 'too_complex':
          return { kind: 'unread', status: undefined, outcome: toTooComplexOutcome(context) };
        case 'foreign_page':
          return failForeignPage(subject);
      }
    },
    readBytes,
    async readText(request, access) {
      const result = await readBytes(request, access);
      return result.kind === 'bytes'
        ? { kind: 'text', text: result.bytes.toString('utf8') }
        : result;
    },
    async download({ subject, accept: type, range, ...download }, access) {
      const context = toContext(download.url, subject, access);
      const refusal = findRefusal(context, access);
      if (refusal) return refusal;
      const headers = { ...toHeaders(type, access), ...(range && { range }) };
      const result = await http.download({ ...download, headers, signal: access.signal });
      if (result.kind === 'response' && result.fromStorage) return toStored(result, context);
      if (result.kind !== 'response') return toUnread(result, context, access);
      observe(result.headers, access);
      const { status } = result;
      if (status !== 200 && status !== 206) return toUnread(result, context, access);
      context.accept();
      return toDownloaded(result, context);
    },
    async send({ subject, body, accept: types = accept, ...message }, access) {
      const context = toContext(message.url, subject, access);
      const refusal = findRefusal(context, access);
      if (refusal) return refusal;
      const headers = { ...toHeaders(types, access), 'content-type': 'application/json' };
      const { signal } = access;
      const sent = { ...message, headers, signal, body: JSON.stringify(body) };
      const result = await http.send(sent);
      if (result.kind !== 'response') return toUnread(result, context, access);
      observe(result.headers, access, context.bucket);
      if (result.status < 200 || result.status > 299) return toUnread(result, context, access);
      context.accept();
      const { status, headers: received, body: sentBack } = result;
      const signOnUrl = findSignOnUrl(received, host);
      return { kind: 'sent', status, value: parseJson(sentBack), ...(signOnUrl && { signOnUrl }) };
    },
  };
}

/** When the token expires: `2026-06-01 00:00:00 UTC`, or with an offset. */
export function parseExpiry(text: string | null): Date | null {
  const form = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2}) (UTC|[+-]\d{4})$/;
  const [, day, time, zone] = form.exec(text ?? '') ?? [];
  return day ? parseInstant(`${day}T${time}${zone === 'UTC' ? 'Z' : zone}`) : null;
}

/** Why the request is not sent at all. */
function findRefusal(context: ApiContext, access: Access): Unread | undefined {
  if (!isSendable(access.token)) return failInvalidToken(context);
  const { bucket } = context;
  const wholeMs = access.closedBuckets?.get(wholeToken);
  if (wholeMs !== undefined) return refuseClosed({ retryInMs: wholeMs });
  const retryInMs = access.closedBuckets?.get(bucket);
  return retryInMs === undefined ? undefined : refuseClosed({ bucket, retryInMs });
}

function isSendable(token: string): boolean {
  return /^[\x21-\x7e]+$/.test(token);
}

function failInvalidToken({ forgeId }: ApiContext): Unread {
  const message = `The token for ${forgeId} contains invalid characters: link a new one.`;
  return { kind: 'unread', status: undefined, outcome: toFailed('unauthorized', message) };
}

/** S5: the call sends no further request that uses the quota. */
export function closeBucket({ bucket, retryInMs }: RateLimit, { closedBuckets }: Access): void {
  closedBuckets?.set(bucket ?? wholeToken, retryInMs);
}

function refuseClosed(limit: RateLimit): Unread {
  return { kind: 'unread', status: undefined, outcome: { kind: 'rate_limited', ...limit } };
}

type RateLimited = Unread & { outcome: Extract<UnreadOutcome, { kind: 'rate_limited' }> };

/**
 * The longest rate limit among optional requests. Their other failures are ignored, but a rate
 * limit stops the whole fetch (S5).
 */
export function findRateLimited(extras: readonly MaybeRead<unknown>[]): RateLimited | undefined {
  return extras.filter(isRateLimited).toSorted(byEnd).at(-1);
}

/** The value, or `unknown` for a failed optional request, which replaces no stored value (S9). */
export function orUnknown<Value, Unknown>(
  extra: MaybeRead<Value>,
  unknown: Unknown,
): Value | Unknown {
  return extra.kind === 'read' ? extra.value : unknown;
}

/** Whether it could not be read now, though the forge lets the token read it. */
export function isUnreadForNow(extra: MaybeRead<unknown>): boolean {
  if (extra.kind === 'read') return false;
  if (extra.outcome.kind === 'rate_limited') return true;
  return !refusals.has(extra.outcome.failure.kind);
}

const refusals: ReadonlySet<FailureKind> = new Set(['unauthorized', 'forbidden', 'not_found']);

/** Whether the request met a rate limit. */
export function isRateLimited(extra: MaybeRead<unknown>): extra is RateLimited {
  return extra.kind === 'unread' && extra.outcome.kind === 'rate_limited';
}

function byEnd({ outcome: one }: RateLimited, { outcome: other }: RateLimited): number {
  return one.retryInMs - other.retryInMs;
}

function failForeignPage(subject: string): Unread {
  const message =
    `The list of ${subject} continues on another host, which must not receive the token. ` +
    'Check the public URL that the forge is configured with.';
  return { kind: 'unread', status: undefined, outcome: toFailed('malformed', message) };
}
