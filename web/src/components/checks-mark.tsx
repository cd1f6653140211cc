import { CheckIcon, DotFillIcon, XIcon } from '@primer/octicons-react';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { words } from '../words.ts';

const marks = {
  passed: { Symbol: CheckIcon, tone: 'success' },
  failed: { Symbol: XIcon, tone: 'danger' },
  pending: { Symbol: DotFillIcon, tone: 'attention' },
} as const;

/** `9/9`; empty while the forge has not told of checks. */
export function ChecksMark({ status }: { status: DiffStatus | null }) {
  const checks = status?.checks;
  if (!checks?.state) return <span className="checks" />;
  const { Symbol, tone } = marks[checks.state];
  const passed = checks.passed ?? 0;
  const total = passed + (checks.failed ?? 0) + (checks.pending ?? 0);
  return (
    <span className="checks" data-tone={tone} title={words.checksDone(passed, total)}>
      <Symbol size={14} aria-hidden="true" />
      {total === 0 ? '' : `${passed}/${total}`}
    </span>
  );
}
