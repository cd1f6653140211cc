import type { HttpClient, HttpResponse, HttpResult } from '../../platform/http-client.ts';
import type { Access, Validated, ValidatorCache } from '../forge.ts';
import { isParsable, parseJson, toFields } from '../parsing/json-fields.ts';

/** How a response body is parsed into a value that can be cached. */
export interface Reading<Value> {
  /** Names the type of the cached JSON value. Change the name whenever the type changes. */
  shape: string;
  parse(body: unknown): Value | undefined;
  /** Finds the next page of a list; by default in the `Link` header. */
  findNextUrl?(body: unknown, headers: Headers, url: string): string | undefined;
  /** Whether a 304 means that the value is unchanged. Default: it does. */
  isCovered?(value: Value, nextUrl: string | undefined): boolean;
}

export type ConditionalResult<Value> =
  | {
      kind: 'read';
      value: Value;
      /** The next page of a list. */
      nextUrl: string | undefined;
      redirected: boolean;
      /** Whether the forge responded with 304. */
      unchanged: boolean;
      /** Whether the next request can be conditional. */
      validated: boolean;
      /** Caches the response. Call it when everything that the response belongs to was accepted. */
      save(): Promise<void>;
    }
  | { kind: 'malformed' }
  /** It has more levels or values than are parsed. */
  | { kind: 'too_complex' }
  /** S10: the next page is on another origin, which must not receive the token. */
  | { kind: 'foreign_page' }
  | { kind: 'refused'; result: HttpResult };

/** Called with the headers of every response. */
export type HeaderObserver = (headers: Headers, access: Access) => void;

export interface ConditionalRequest<Value> {
  url: string;
  /** A validator is valid only for the same `accept`. */
  headers: { accept: string } & Record<string, string>;
  reading: Reading<Value>;
}

export interface ConditionalClient {
  read<Value>(
    request: ConditionalRequest<Value>,
    access: Access,
  ): Promise<ConditionalResult<Value>>;
}

interface CachedPage<Value> {
  shape: string;
  nextUrl: string | null;
  value: Value;
}

/** Sends a conditional GET wherever the same token has read the same URL before. */
export function createConditionalClient(
  http: HttpClient,
  validators: ValidatorCache,
  observe: HeaderObserver = () => {},
): ConditionalClient {
  return {
    async read({ url, headers, reading }, access) {
      const key = `${url} ${headers.accept}`;
      const validated = await validators.findValidated(access.tokenFingerprint, key);
      const cached = findCachedPage(validated, reading, url);
      // Without `cache-control`, fetch adds `no-cache`, which prevents a 304.
      const condition = cached &&
        validated && { 'if-none-match': validated.etag, 'cache-control': 'max-age=0' };
      const { signal } = access;
      const result = await http.get({ url, headers: { ...headers, ...condition }, signal });
      if (result.kind === 'response') observe(result.headers, access);
      if (result.kind === 'response' && result.status === 304 && cached) {
        const { value, nextUrl } = cached;
        const { redirected } = result;
        const seen = { unchanged: true, validated: true, save: () => Promise.resolve() };
        return { kind: 'read', value, nextUrl: nextUrl ?? undefined, redirected, ...seen };
      }
      if (result.kind !== 'response' || result.status !== 200) return { kind: 'refused', result };
      return parseBody(result, { key, url, reading, validators, access });
    },
  };
}

interface BodyContext<Value> {
  key: string;
  url: string;
  reading: Reading<Value>;
  validators: ValidatorCache;
  access: Access;
}

function parseBody<Value>(
  response: HttpResponse,
  { key, url, reading, validators, access }: BodyContext<Value>,
): ConditionalResult<Value> {
  if (!isParsable(response.body)) return { kind: 'too_complex' };
  const body = parseJson(response.body);
  const value = reading.parse(body);
  if (value === undefined) return { kind: 'malformed' };
  const nextUrl = reading.findNextUrl
    ? reading.findNextUrl(body, response.headers, url)
    : findNextUrl(response.headers.get('link'), url);
  if (isForeign(nextUrl, url)) return { kind: 'foreign_page' };
  const etag = response.headers.get('etag');
  const save = async () => {
    if (!etag || !(reading.isCovered?.(value, nextUrl) ?? true)) return;
    const { shape } = reading;
    const cached: CachedPage<Value> = { shape, nextUrl: nextUrl ?? null, value };
    await validators.saveValidated(access.tokenFingerprint, key, { etag, value: cached });
  };
  const validated = Boolean(etag);
  const { redirected } = response;
  return { kind: 'read', value, nextUrl, redirected, unchanged: false, validated, save };
}

function isForeign(nextUrl: string | null | undefined, url: string): boolean {
  return nextUrl != null && new URL(nextUrl).origin !== new URL(url).origin;
}

/** Ignores what an older version cached and this one refuses: it is read again without a validator. */
function findCachedPage<Value>(
  validated: Validated | undefined,
  reading: Reading<Value>,
  url: string,
): CachedPage<Value> | undefined {
  const fields = toFields(validated?.value);
  if (fields?.shape !== reading.shape || !('value' in fields)) return undefined;
  const cached = validated?.value as CachedPage<Value>;
  return isForeign(cached.nextUrl, url) ? undefined : cached;
}

/** The URL of the next page in a `Link` header. */
export function findNextUrl(header: string | null, url: string): string | undefined {
  const text = header ?? '';
  let open = text.indexOf('<');
  while (open >= 0) {
    const close = text.indexOf('>', open);
    if (close < 0) return undefined;
    const next = text.indexOf('<', close);
    const parameters = text.slice(close + 1, next < 0 ? text.length : next);
    const isNext = /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)/i.test(parameters);
    const target = text.slice(open + 1, close);
    if (isNext && URL.canParse(target, url)) return new URL(target, url).href;
    open = next;
  }
  return undefined;
}
