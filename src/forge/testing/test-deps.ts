import type { Quota } from '../../domain/budget.ts';
import {
  createHttpClient,
  type HttpClient,
  type HttpLimits,
  type HttpResult,
} from '../../platform/http-client.ts';
import type { Access, Validated, ValidatorCache } from '../forge.ts';
import type { ForgeDeps } from '../forge-settings.ts';

export const noon = Date.parse('2026-01-01T12:00:00Z');

export interface AdapterLimits extends HttpLimits {
  diffLimitBytes?: number;
}

export interface TestInstant {
  nowMs: number;
  forgeAheadMs?: number;
}

export interface TestDeps extends ForgeDeps {
  validators: ReturnType<typeof createMemoryValidators>;
  /** The last reading per token and bucket, joined with a space. */
  readings: Map<string, Quota>;
  /** The expiries of tokens that responses reported. */
  expiries: Date[];
  /** The adapter's clock, and by how much that of the forge is ahead of it. */
  instant: TestInstant;
  /** The errors that the adapter logged. */
  errors: unknown[];
}

/** In-memory dependencies of an adapter. */
export function createTestDeps(limits: AdapterLimits = {}): TestDeps {
  const instant: TestInstant = { nowMs: noon };
  const errors: unknown[] = [];
  const readings = new Map<string, Quota>();
  const expiries: Date[] = [];
  const endsAt = new Map<string, number>();
  return {
    http: withDate(createHttpClient(limits), instant),
    validators: createMemoryValidators(),
    budgets: {
      observe: (_forgeId, fingerprint, reading) => {
        const key = `${fingerprint} ${reading.bucket}`;
        readings.set(key, reading);
        endsAt.set(key, instant.nowMs + reading.resetInMs);
      },
      observeExpiry: (_forgeId, _fingerprint, expiresAt) => void expiries.push(expiresAt),
      find: (_forgeId, fingerprint, bucket) => {
        const key = `${fingerprint} ${bucket}`;
        const reading = readings.get(key);
        const resetInMs = (endsAt.get(key) ?? 0) - instant.nowMs;
        return reading && resetInMs > 0 ? { ...reading, resetInMs } : undefined;
      },
    },
    clock: { now: () => instant.nowMs, monotonic: () => instant.nowMs, sleep: waitForAbort },
    logger: { error: (fields) => void errors.push(fields) },
    diffLimitBytes: limits.diffLimitBytes ?? 4 * 1024 * 1024,
    readings,
    expiries,
    instant,
    errors,
  };
}

/** No time passes while a request runs. */
function waitForAbort(_ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** Loopback servers send the real time; the forge's clock is the adapter's here. */
function withDate(http: HttpClient, instant: TestInstant): HttpClient {
  const date = (result: HttpResult) => {
    if (result.kind !== 'response') return result;
    const headers = new Headers(result.headers);
    headers.set('date', new Date(instant.nowMs + (instant.forgeAheadMs ?? 0)).toUTCString());
    return { ...result, headers };
  };
  return {
    get: async (request) => date(await http.get(request)),
    send: async (message) => date(await http.send(message)),
    download: async (download) => date(await http.download(download)),
  };
}

export function toAccess(token: string, signal = new AbortController().signal): Access {
  return { token, tokenFingerprint: `fingerprint of ${token.length}-${token.at(-1)}`, signal };
}

/** An in-memory validator cache. Values pass through JSON, as in the database. */
export function createMemoryValidators(): ValidatorCache & { saved: Map<string, Validated> } {
  const saved = new Map<string, Validated>();
  return {
    saved,
    findValidated: async (tokenFingerprint, url) => saved.get(`${tokenFingerprint} ${url}`),
    saveValidated: async (tokenFingerprint, url, { etag, value }) => {
      const json = JSON.parse(JSON.stringify(value)) as unknown;
      saved.set(`${tokenFingerprint} ${url}`, { etag, value: json });
    },
  };
}
