import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { Check } from '../../../../src/contract/pull-request.ts';
import { messages } from '../../text/messages.ts';

export interface ChecksSummary {
  /** Null: the forge reported that there are no checks. */
  state: 'passed' | 'failed' | 'pending' | null;
  passed: number;
  failed: number;
  pending: number;
  /** Zero with a state: the forge reports the outcome without counts. */
  total: number;
  /** Failed, but the forge requires other checks and not these. */
  optionalFailed: number;
}

/** Undefined while the forge has not reported checks. */
export function findChecksSummary(
  checks: Pick<DiffStatus['checks'], 'state' | 'passed' | 'failed' | 'pending'> &
    Partial<Pick<DiffStatus['checks'], 'optional_failed'>>,
): ChecksSummary | undefined {
  const { state, passed, failed, pending } = checks;
  if (state === null && passed === null && failed === null && pending === null) return undefined;
  const counts = { passed: passed ?? 0, failed: failed ?? 0, pending: pending ?? 0 };
  const total = counts.passed + counts.failed + counts.pending;
  return { state, ...counts, total, optionalFailed: checks.optional_failed ?? 0 };
}

/** `11 of 14 checks passed, 2 failed, 1 running`. */
export function formatChecks(summary: ChecksSummary): string {
  const text = messages.checks;
  if (summary.state === null) return text.none;
  if (summary.total === 0) return text.outcome[summary.state];
  const others = [
    summary.failed > summary.optionalFailed
      ? text.failed(summary.failed - summary.optionalFailed)
      : '',
    summary.optionalFailed > 0 ? text.optionalFailed(summary.optionalFailed) : '',
    summary.pending > 0 ? text.pending(summary.pending) : '',
  ];
  return [text.passed(summary.passed, summary.total), ...others].filter(Boolean).join(', ');
}

/** `2 of 14 failed`, where space is short. */
export function formatShortChecks(summary: ChecksSummary): string {
  const { state, total } = summary;
  const text = messages.checks;
  if (state === null) return text.none;
  if (total === 0) return text.outcome[state];
  const count = state === 'failed' ? summary.failed - summary.optionalFailed : summary[state];
  const short = count === total ? text.all[state](total) : text.some[state](count, total);
  const optional = summary.optionalFailed;
  return optional > 0 ? `${short}, ${text.optionalFailed(optional)}` : short;
}

export interface RingPart {
  state: 'failed' | 'pending' | 'passed';
  /** In percent of the ring, clockwise from the top. */
  from: number;
  length: number;
}

/** In percent, so that one failure among hundreds of checks is still visible. */
const shortestPart = 12;

/** The segments of the ring, failed ones first. */
export function computeRingParts(summary: ChecksSummary): RingPart[] {
  const { state, total } = summary;
  if (state === null) return [];
  if (total === 0) return [{ state, from: 0, length: 100 }];
  const shares = (['failed', 'pending', 'passed'] as const)
    .filter((each) => summary[each] > 0)
    .map((each) => ({ state: each, share: Math.max(shortestPart, (summary[each] / total) * 100) }));
  const sum = shares.reduce((total, { share }) => total + share, 0);
  let from = 0;
  return shares.map(({ state, share }) => {
    const part = { state, from, length: (share / sum) * 100 };
    from += part.length;
    return part;
  });
}

const order: readonly Check['state'][] = ['failed', 'pending', 'passed', 'skipped'];

/** Failed and running checks first, then by name. */
export function sortChecks(checks: readonly Check[]): Check[] {
  return checks.toSorted(
    (left, right) =>
      order.indexOf(left.state) - order.indexOf(right.state) ||
      left.name.localeCompare(right.name, 'en', { numeric: true }),
  );
}
