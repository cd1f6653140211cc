import type { DiffStatus, Mergeability } from '../contract/diff-status.ts';
import type { Cell } from './table.ts';
import type { Style } from './terminal.ts';

const checkStyles: Record<string, Style> = { passed: 'green', failed: 'red', pending: 'yellow' };

/** `2 of 14 failed`; empty while the forge has not told of checks. */
export function toChecksCell({ checks }: DiffStatus): Cell {
  const { state } = checks;
  if (state === null) return { text: checks.passed === null ? '' : 'none', style: 'dim' };
  const total = (checks.passed ?? 0) + (checks.failed ?? 0) + (checks.pending ?? 0);
  const counted = checks[state] ?? 0;
  const style = checkStyles[state];
  const word = state === 'pending' ? 'running' : state;
  if (total === 0) return { text: word, style };
  const counts = counted === total ? `${total}` : `${counted} of ${total}`;
  return { text: `${counts} ${word}`, style };
}

const mergeCells: Record<Mergeability, Cell> = {
  mergeable: { text: 'mergeable', style: 'green' },
  conflicting: { text: 'conflicts', style: 'red' },
  behind: { text: 'behind', style: 'yellow' },
  blocked: { text: 'blocked' },
  // Unknown is never clean (S9).
  unknown: { text: 'unknown', style: 'dim' },
};

/** Whether an open pull request would merge, and what merges it without a person. */
export function toMergeCell(status: DiffStatus): Cell {
  if (status.pull_request_state !== 'open') return { text: '' };
  const mergeability =
    status.mergeability ?? (status.mergeable === false ? 'conflicting' : 'unknown');
  const cell = mergeCells[mergeability];
  if (mergeability === 'conflicting') return cell;
  if (status.in_merge_queue) {
    const position = status.merge_queue_position;
    return { text: position === null ? 'in queue' : `in queue, ${position}` };
  }
  if (!status.auto_merge) return cell;
  return mergeability === 'behind' ? { ...cell, text: 'behind, auto' } : { text: 'auto-merge' };
}
