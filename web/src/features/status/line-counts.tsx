import { messages } from '../../text/messages.ts';
import { toCompactNumber } from './compact-number.ts';

interface LineCountsProps {
  additions: number | null;
  deletions: number | null;
  /** The forge stopped counting: there may be more. */
  atLeast?: boolean;
}

/** `+120 −8`: two columns that line up, exact on hover. Unknown counts stay empty. */
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
        {additions === null ? '' : `+${toCompactNumber(additions)}${more}`}
      </span>
      <span className="deletions" data-zero={deletions === 0 || undefined}>
        {deletions === null ? '' : `−${toCompactNumber(deletions)}${more}`}
      </span>
    </span>
  );
}
