import type { Quota } from '../../domain/budget.ts';
import { createHttpClient, type HttpLimits } from '../../platform/http-client.ts';
import type { Access } from '../forge.ts';
import type { ForgePorts } from '../forge-settings.ts';
import { createMemoryValidators } from './memory-validators.ts';

export const noon = Date.parse('2026-01-01T12:00:00Z');

export interface AdapterLimits extends HttpLimits {
  diffLimitBytes?: number;
}

export interface AdapterPorts extends ForgePorts {
  validators: ReturnType<typeof createMemoryValidators>;
  /** The last reading per token and bucket, joined with a space. */
  readings: Map<string, Quota>;
  /** The instant the adapter lives in. */
  instant: { nowMs: number };
  /** What the adapter logged. */
  errors: unknown[];
}

/** What an adapter works with, kept in memory. */
export function createAdapterPorts(limits: AdapterLimits = {}): AdapterPorts {
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
