import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { formatCompactNumber } from '../../text/numbers.ts';
import {
  type ChecksSummary,
  computeRingParts,
  findChecksSummary,
  formatChecks,
} from './checks-summary.ts';

const tones = { passed: 'success', failed: 'danger', pending: 'attention' } as const;

/** A ring and `9/14` or `2 failed`; empty if checks are unknown or there are none. */
export function ChecksBadge({ status }: { status: DiffStatus | null }) {
  if (status && !status.checks.readable) return <UnreadableChecks checks={status.checks} />;
  const summary = status ? findChecksSummary(status.checks) : undefined;
  if (!summary?.state) return <span className="checks" />;
  const label = formatChecks(summary);
  return (
    <span className="checks" data-tone={tones[summary.state]} title={label}>
      <ChecksRing summary={summary} />
      <span className="checks-count" aria-hidden="true">
        {formatCount(summary)}
      </span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

/** `2 failed`, because failed checks are not those that passed; otherwise `9/14`. */
function formatCount(summary: ChecksSummary): string {
  const { state, passed, failed, total, optionalFailed } = summary;
  if (total === 0) return '';
  if (state === 'failed') return messages.checks.failed(failed - optionalFailed);
  return `${formatCompactNumber(passed)}/${formatCompactNumber(total)}`;
}

/** S16: checks that the token may not read are unknown, and the reason says what to do. */
function UnreadableChecks({ checks }: { checks: DiffStatus['checks'] }) {
  const label = checks.failure_message ?? messages.checks.unreadable;
  return (
    <span className="checks" data-tone="quiet" title={label}>
      <span aria-hidden="true">?</span>
      <span className="visually-hidden">
        {messages.checks.unreadable}: {label}
      </span>
    </span>
  );
}

const radius = 6.25;
const gap = 4;
const glyphs = {
  passed: 'M5.4 8.2 7.2 10l3.4-3.8',
  failed: 'M6 6l4 4M10 6l-4 4',
  pending: 'M8 5.6V8l1.6 1.2',
};

/**
 * Passed, failed and running checks as segments of a ring; the symbol inside shows the outcome without
 * colour. It is hidden from screen readers, so callers add a text.
 */
export function ChecksRing({ summary }: { summary: ChecksSummary }) {
  const parts = computeRingParts(summary);
  return (
    <svg className="checks-ring" width={16} height={16} viewBox="0 0 16 16" aria-hidden="true">
      {parts.map(({ state, from, length }) => (
        <circle
          key={state}
          data-part={state}
          cx={8}
          cy={8}
          r={radius}
          pathLength={100}
          strokeDasharray={parts.length === 1 ? undefined : `${length - gap} ${100 - length + gap}`}
          strokeDashoffset={-from - gap / 2}
          transform="rotate(-90 8 8)"
        />
      ))}
      {summary.state && <path data-part={summary.state} d={glyphs[summary.state]} />}
    </svg>
  );
}
