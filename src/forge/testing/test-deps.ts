import type { Quota } from '../../domain/budget.ts';
import { createHttpClient, type HttpLimits } from '../../platform/http-client.ts';
import type { Access, Validated, ValidatorCache } from '../forge.ts';
import type { ForgeDeps } from '../forge-settings.ts';

export const noon = Date.parse('2026-01-01T12:00:00Z');

export interface AdapterLimits extends HttpLimits {
  diffLimitBytes?: number;
}

export interface TestDeps extends ForgeDeps {
  validators: ReturnType<typeof createMemoryValidators>;
  /** The last reading per token and bucket, joined with a space. */
  readings: Map<string, Quota>;
  /** The adapter's clock. */
  instant: { nowMs: number };
  /** The errors that the adapter logged. */
  errors: unknown[];
}

/** In-memory dependencies of an adapter. */
export function createTestDeps(limits: AdapterLimits = {}): TestDeps {
  const instant = { nowMs: noon };
  const errors: unknown[] = [];
  const readings = new Map<string, Quota>();
  return {
    http: createHttpClient(limits),
    validators: createMemoryValidators(),
    budgets: {
      observe: (_forgeId, fingerprint, reading) =>
        void readings.set(`${fingerprint} ${reading.bucket}`, reading),
      find: (_forgeId, fingerprint, bucket) => readings.get(`${fingerprint} ${bucket}`),
    },
    clock: { now: () => instant.nowMs },
    logger: { error: (fields) => void errors.push(fields) },
    diffLimitBytes: limits.diffLimitBytes ?? 4 * 1024 * 1024,
    readings,
    instant,
    errors,
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
