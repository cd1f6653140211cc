import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { messages } from '../../text/messages.ts';
import { formatClock } from '../../text/time.ts';

export type Budget = ForgeSummary['budgets'][number];

/** Below it the quota may not last until it is filled again. */
const scarceShare = 0.15;

/** `4,200 of 5,000 left, filled again at 14:05`. */
export function formatQuota(budget: Budget, nowMs: number): string {
  const say = messages.forges.quota;
  const clock = formatClock(budget.reset_at, nowMs);
  if (Date.parse(budget.reset_at) <= nowMs) return say.refilled(clock);
  const left =
    budget.remaining > 0 ? say.left(budget.remaining, budget.quota) : say.usedUp(budget.quota);
  return say.until(left, clock);
}

/** From 0 to 1; a window that is over has its whole quota again. */
export function toQuotaShare(budget: Budget, nowMs: number): number {
  if (Date.parse(budget.reset_at) <= nowMs) return 1;
  return budget.quota > 0 ? Math.min(1, Math.max(0, budget.remaining / budget.quota)) : 0;
}

export function isScarce(share: number): boolean {
  return share < scarceShare;
}
