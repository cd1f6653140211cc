import type {
  ForgeHealth,
  ForgeTrouble,
  Health,
  QuotaHealth,
} from '../../../../src/contract/health.ts';
import { isMissing, isPaused, listExpectedReplicas } from './concerns.ts';
import { isScarce, toQuotaShare } from './quota-share.ts';

export type QuotaFact =
  | { kind: 'polling_paused' }
  | { kind: 'failing'; forgeId: string; since: string }
  | { kind: 'paused'; forgeId: string; until: string }
  | { kind: 'share'; forgeId: string; bucket: string; share: number; scarce: boolean };

export interface ReplicaFact {
  seen: number;
  all: number;
}

/** Paused polling, a failing forge, the pause that ends last, or the scarcest quota; undefined if none is known. */
export function findQuotaFact(health: Health, nowMs: number): QuotaFact | undefined {
  if (health.polling?.paused) return { kind: 'polling_paused' };
  const failing = listFailing(health)[0];
  if (failing) return { kind: 'failing', forgeId: failing.id, since: failing.trouble.since };
  const linked = health.forges.filter((forge) => forge.token_linked);
  const pauses = linked
    .filter((forge) => isPaused(forge, nowMs))
    .map((forge) => ({
      kind: 'paused' as const,
      forgeId: forge.id,
      until: forge.paused_until ?? '',
    }))
    .toSorted((left, right) => Date.parse(right.until) - Date.parse(left.until));
  if (pauses[0]) return pauses[0];
  return linked
    .flatMap((forge) => forge.quotas.map((quota) => buildShareFact(forge.id, quota, nowMs)))
    .toSorted((left, right) => left.share - right.share)[0];
}

type FailingForge = ForgeHealth & { trouble: ForgeTrouble };

/** The forges of which most recent reads failed, the one that failed first before the others. */
function listFailing({ forges }: Pick<Health, 'forges'>): FailingForge[] {
  return forges
    .filter((forge): forge is FailingForge => forge.trouble !== null)
    .toSorted((left, right) => Date.parse(left.trouble.since) - Date.parse(right.trouble.since));
}

/** Undefined for a single replica, which needs no mention. */
export function findReplicaFact(health: Health): ReplicaFact | undefined {
  const expected = listExpectedReplicas(health);
  const seen = expected.filter((replica) => !isMissing(replica, health)).length;
  return expected.length > 1 ? { seen, all: expected.length } : undefined;
}

function buildShareFact(forgeId: string, quota: QuotaHealth, nowMs: number) {
  const share = toQuotaShare(quota, nowMs);
  return { kind: 'share' as const, forgeId, bucket: quota.bucket, share, scarce: isScarce(share) };
}
