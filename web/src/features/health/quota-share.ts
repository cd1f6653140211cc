import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';

export type Budget = ForgeSummary['budgets'][number];

/** Below this share, the quota may run out before it resets. */
const scarceShare = 0.15;

/** `4,200 of 5,000 left, resets at 14:05`. */
export function formatQuota(budget: Budget, nowMs: number): string {
  const text = messages.forges.quota;
  const clock = formatClock(budget.reset_at, nowMs);
  if (hasReset(budget, nowMs)) return text.hasReset(clock);
  const left =
    budget.remaining > 0 ? text.left(budget.remaining, budget.quota) : text.usedUp(budget.quota);
  return text.until(left, clock);
}

/** From 0 to 1. After the reset, the whole quota is available again. */
export function toQuotaShare(budget: Budget, nowMs: number): number {
  if (hasReset(budget, nowMs)) return 1;
  return budget.quota > 0 ? Math.min(1, Math.max(0, budget.remaining / budget.quota)) : 0;
}

export function isScarce(share: number): boolean {
  return share < scarceShare;
}

/** The window that was measured is over. */
export function hasReset(budget: Pick<Budget, 'reset_at'>, nowMs: number): boolean {
  return Date.parse(budget.reset_at) <= nowMs;
}
