import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { ChecksRing } from './checks-ring.tsx';
import { formatChecks, toChecksSummary } from './checks-summary.ts';
import { toCompactNumber } from './compact-number.ts';

const tones = { passed: 'success', failed: 'danger', pending: 'attention' } as const;

/** A ring and `9/14`; empty while the forge has not told of checks, or runs none. */
export function ChecksMark({ status }: { status: DiffStatus | null }) {
  const summary = status ? toChecksSummary(status.checks) : undefined;
  if (!summary?.state) return <span className="checks" />;
  const say = formatChecks(summary);
  const { passed, total } = summary;
  return (
    <span className="checks" data-tone={tones[summary.state]} title={say}>
      <ChecksRing summary={summary} />
      {total > 0 && (
        <span className="checks-count" aria-hidden="true">
          {toCompactNumber(passed)}/{toCompactNumber(total)}
        </span>
      )}
      <span className="unseen">{say}</span>
    </span>
  );
}
