import type { FileDiffMetadata } from '@pierre/diffs';
import { type NotebookCell, parseNotebook } from './parse-notebook.ts';
import { reversePatch } from './use-file-contexts.ts';

export interface ComparedCell {
  cell: NotebookCell;
  /** Undefined if it has not changed. */
  change: 'added' | 'removed' | 'changed' | 'rerun' | undefined;
  /** The source before the change. */
  before: string | undefined;
}

export interface ComparedNotebook {
  language: string;
  cells: ComparedCell[];
}

/** The cells of a notebook with what the patch changed; undefined if the text is no notebook of format 4. */
export function compareNotebook(
  text: string,
  fileDiff: FileDiffMetadata,
): ComparedNotebook | undefined {
  const after = parseNotebook(text);
  if (!after) return undefined;
  const before = parseNotebook(reversePatch(fileDiff, text)?.before ?? '');
  const isNew = fileDiff.type === 'new';
  return {
    language: after.language,
    // Without a readable notebook before the change, nothing is known to differ.
    cells: compareCells(isNew ? [] : (before?.cells ?? after.cells), after.cells),
  };
}

/** The cells after the change, with the removed ones where they were. */
export function compareCells(
  before: readonly NotebookCell[],
  after: readonly NotebookCell[],
): ComparedCell[] {
  const partners = pairCells(before, after);
  const kept = new Set(partners.values());
  const removed = before.map((cell, index) => ({ cell, isGone: !kept.has(index) }));
  const compared: ComparedCell[] = [];
  let next = 0;
  const addRemovedBefore = (end: number) => {
    for (; next < end; next += 1) {
      const { cell, isGone } = removed[next] ?? {};
      if (cell && isGone) compared.push({ cell, change: 'removed', before: undefined });
    }
  };
  for (const [index, cell] of after.entries()) {
    const partner = partners.get(index);
    if (partner !== undefined) addRemovedBefore(partner);
    compared.push(compareCell(partner === undefined ? undefined : before[partner], cell));
  }
  addRemovedBefore(before.length);
  return compared;
}

function compareCell(before: NotebookCell | undefined, cell: NotebookCell): ComparedCell {
  if (!before) return { cell, change: 'added', before: undefined };
  if (before.source !== cell.source || before.kind !== cell.kind) {
    return { cell, change: 'changed', before: before.source };
  }
  return { cell, change: before.result === cell.result ? undefined : 'rerun', before: undefined };
}

/**
 * The index before the change of each cell after it: that of the same id, else of the same source, else of the next
 * cell that is left over. Takes linear time, since a notebook may have many thousand cells.
 */
function pairCells(
  before: readonly NotebookCell[],
  after: readonly NotebookCell[],
): Map<number, number> {
  const partners = new Map<number, number>();
  const free = new Set(before.keys());
  const pair = (index: number, partner: number | undefined) => {
    if (partner === undefined || !free.delete(partner)) return;
    partners.set(index, partner);
  };
  const byId = new Map(before.map(({ id }, index) => [id, index]));
  for (const [index, { id }] of after.entries()) {
    if (id !== undefined) pair(index, byId.get(id));
  }
  const bySource = new Map<string, number[]>();
  // From the last to the first, so that the first is at the end of each list.
  for (const index of [...free].toReversed()) {
    const key = toKey(before[index]);
    const known = bySource.get(key);
    if (known) known.push(index);
    else bySource.set(key, [index]);
  }
  for (const [index, cell] of after.entries()) {
    if (!partners.has(index)) pair(index, bySource.get(toKey(cell))?.pop());
  }
  for (const [index, { kind }] of after.entries()) {
    if (partners.has(index)) continue;
    const following = (partners.get(index - 1) ?? -1) + 1;
    if (before[following]?.kind === kind) pair(index, following);
  }
  return partners;
}

const toKey = (cell: NotebookCell | undefined) => `${cell?.kind} ${cell?.source}`;
