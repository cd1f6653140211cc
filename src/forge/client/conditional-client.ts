import type { Answered, HttpAnswer, HttpClient } from '../../platform/http-client.ts';
import type { Access, Validated, ValidatorCache } from '../forge.ts';
import { parseJson, toFields } from '../parsing/json-fields.ts';

/** How a body becomes a value that is worth remembering. */
export interface Reading<Value> {
  /** Names the type of the value, which is stored as JSON: a new type needs a new name. */
  shape: string;
  parse(body: unknown): Value | undefined;
  /** Where the next page of a list is; by default as the `Link` header says. */
  findNextUrl?(body: unknown, headers: Headers, url: string): string | undefined;
  /** Whether a "not modified" would say that nothing changed. By default it does. */
  isCovered?(value: Value, nextUrl: string | undefined): boolean;
}

export type ConditionalAnswer<Value> =
  | {
      kind: 'read';
      value: Value;
      /** The next page of a list. */
      nextUrl: string | undefined;
      redirected: boolean;
      /** The forge said that it is what was read before. */
      unchanged: boolean;
      /** It can be asked conditionally from now on. */
      validated: boolean;
    }
  | { kind: 'malformed' }
  | { kind: 'refused'; answer: HttpAnswer };

/** Is shown the headers of every answer. */
export type HeaderObserver = (headers: Headers, access: Access) => void;

export interface ConditionalRequest<Value> {
  url: string;
  /** `accept` is part of what a validator stands for. */
  headers: { accept: string } & Record<string, string>;
  reading: Reading<Value>;
}

export interface ConditionalClient {
  read<Value>(
    request: ConditionalRequest<Value>,
    access: Access,
  ): Promise<ConditionalAnswer<Value>>;
}

interface Remembered<Value> {
  shape: string;
  nextUrl: string | null;
  value: Value;
}

/** GET that asks "has it changed?" wherever the same token has read the same address before. */
export function createConditionalClient(
  http: HttpClient,
  validators: ValidatorCache,
  observe: HeaderObserver = () => {},
): ConditionalClient {
  return {
    async read({ url, headers, reading }, access) {
      const key = `${url} ${headers.accept}`;
      const validated = await validators.findValidated(access.tokenFingerprint, key);
      const remembered = findRemembered(validated, reading);
      // Without `cache-control`, fetch itself adds one that forbids the server to answer 304.
      const condition = remembered &&
        validated && { 'if-none-match': validated.etag, 'cache-control': 'max-age=0' };
      const { signal } = access;
      const answer = await http.get({ url, headers: { ...headers, ...condition }, signal });
      if (answer.kind === 'answered') observe(answer.headers, access);
      if (answer.kind === 'answered' && answer.status === 304 && remembered) {
        const { value, nextUrl } = remembered;
        const { redirected } = answer;
        const seen = { unchanged: true, validated: true };
        return { kind: 'read', value, nextUrl: nextUrl ?? undefined, redirected, ...seen };
      }
      if (answer.kind !== 'answered' || answer.status !== 200) return { kind: 'refused', answer };
      return await readBody(answer, { key, url, reading, validators, access });
    },
  };
}

interface BodyToRead<Value> {
  key: string;
  url: string;
  reading: Reading<Value>;
  validators: ValidatorCache;
  access: Access;
}

async function readBody<Value>(
  answer: Answered,
  { key, url, reading, validators, access }: BodyToRead<Value>,
): Promise<ConditionalAnswer<Value>> {
  const body = parseJson(answer.body);
  const value = reading.parse(body);
  if (value === undefined) return { kind: 'malformed' };
  const nextUrl = reading.findNextUrl
    ? reading.findNextUrl(body, answer.headers, url)
    : findNextUrl(answer.headers.get('link'), url);
  const etag = answer.headers.get('etag');
  if (etag && (reading.isCovered?.(value, nextUrl) ?? true)) {
    const { shape } = reading;
    const remembered: Remembered<Value> = { shape, nextUrl: nextUrl ?? null, value };
    await validators.saveValidated(access.tokenFingerprint, key, { etag, value: remembered });
  }
  const validated = Boolean(etag);
  const { redirected } = answer;
  return { kind: 'read', value, nextUrl, redirected, unchanged: false, validated };
}

/** A value that an older version remembered is of no use: it is read again, without validator. */
function findRemembered<Value>(
  validated: Validated | undefined,
  reading: Reading<Value>,
): Remembered<Value> | undefined {
  const remembered = toFields(validated?.value);
  const isUsable = remembered?.shape === reading.shape && 'value' in remembered;
  return isUsable ? (validated?.value as Remembered<Value>) : undefined;
}

/** The address of the next page that a `Link` header names. */
export function findNextUrl(header: string | null, url: string): string | undefined {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    const isNext = /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)/i.test(parameters);
    if (isNext && URL.canParse(target, url)) return new URL(target, url).href;
  }
  return undefined;
}
