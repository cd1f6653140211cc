import { type Changes, toTruncatedChanges, toWholeChanges } from '../diff/changes.ts';
import { toDiffFile, toUnifiedDiff } from './diff-pieces.ts';
import type { Pieces } from './list-pieces.ts';

/** A diff is shown whole or not at all; its files are listed in any case. */
export function toChanges({ pieces, isCut }: Pieces, limitBytes: number): Changes {
  const isLeftOut = isCut || pieces.some((piece) => piece.isLeftOut);
  const diff = isLeftOut ? '' : toUnifiedDiff(pieces);
  const isWhole = !isLeftOut && Buffer.byteLength(diff) <= limitBytes;
  return isWhole ? toWholeChanges(diff) : toTruncatedChanges(pieces.map(toDiffFile));
}
