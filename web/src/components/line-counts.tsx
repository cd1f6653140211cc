import { toCompactNumber } from '../board/compact-number.ts';
import { words } from '../words.ts';

interface LineCountsProps {
  additions: number | null;
  deletions: number | null;
}

/** `+120 −8`: two columns that line up, exact on hover. Unknown counts stay empty. */
export function LineCounts({ additions, deletions }: LineCountsProps) {
  if (additions === null && deletions === null) return <span className="counts" />;
  const exact = [
    additions === null ? '' : words.additions(additions),
    deletions === null ? '' : words.deletions(deletions),
  ];
  return (
    <span className="counts" title={exact.filter(Boolean).join(', ')}>
      <span className="additions" data-zero={additions === 0 || undefined}>
        {additions === null ? '' : `+${toCompactNumber(additions)}`}
      </span>
      <span className="deletions" data-zero={deletions === 0 || undefined}>
        {deletions === null ? '' : `−${toCompactNumber(deletions)}`}
      </span>
    </span>
  );
}
