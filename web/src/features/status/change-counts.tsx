import { FileIcon } from '@primer/octicons-react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { messages } from '../../text/messages.ts';
import { formatCompactNumber } from '../../text/numbers.ts';

interface LineCountsProps {
  additions: number | null;
  deletions: number | null;
  /** The forge stopped counting, so the numbers are lower bounds. */
  atLeast?: boolean;
}

/** `+120 −8` in two aligned columns, exact on hover. Unknown counts are empty. */
export function LineCounts({ additions, deletions, atLeast = false }: LineCountsProps) {
  if (additions === null && deletions === null) return <span className="counts" />;
  const exact = [
    additions === null ? '' : messages.additions(additions),
    deletions === null ? '' : messages.deletions(deletions),
  ]
    .filter(Boolean)
    .join(', ');
  const more = atLeast ? '+' : '';
  return (
    <span className="counts" title={atLeast ? messages.atLeast(exact) : exact}>
      <span className="additions" data-zero={additions === 0 || undefined}>
        {additions === null ? '' : `+${formatCompactNumber(additions)}${more}`}
      </span>
      <span className="deletions" data-zero={deletions === 0 || undefined}>
        {deletions === null ? '' : `−${formatCompactNumber(deletions)}${more}`}
      </span>
    </span>
  );
}

/** How many files changed; empty while unknown. */
export function FileCount({ status }: { status: DiffStatus | null }) {
  const count = status?.changed_files;
  if (!status || count === null || count === undefined) return <span className="files" />;
  const label = status.counts_at_least ? messages.filesAtLeast(count) : messages.files(count);
  return (
    <span className="files" title={label}>
      <FileIcon size={12} aria-hidden="true" />
      <span aria-hidden="true">
        {formatCompactNumber(count)}
        {status.counts_at_least ? '+' : ''}
      </span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}
