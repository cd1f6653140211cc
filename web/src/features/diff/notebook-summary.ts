import type { FileDiffMetadata } from '@pierre/diffs';

/** How many cells of a notebook differ. */
export interface NotebookChanges {
  added: number;
  removed: number;
  /** In their source. */
  changed: number;
  /** In their outputs only. */
  rerun: number;
}

type Side = 'deletions' | 'additions';

interface Cell {
  origin: 'kept' | Side;
  source: boolean;
  outputs: boolean;
}

/** Where the lines of one side of a hunk are. */
interface Position {
  cell: Cell;
  /** The key of the cell that the line belongs to; undefined where the hunk begins within one. */
  key: string | undefined;
}

const notebook = /\.ipynb$/i;
const cellStart = /^( *)"cell_type": "/;
const cellKey = /^( *)"(attachments|execution_count|id|metadata|outputs|source)":/;
/** As Jupyter writes notebooks. */
const usualIndentation = 3;

const known = new WeakMap<FileDiffMetadata, NotebookChanges | undefined>();

/** The cells that changed in a notebook, as far as the patch shows them; undefined for other files. */
export function summarizeNotebook(fileDiff: FileDiffMetadata): NotebookChanges | undefined {
  if (!notebook.test(fileDiff.name)) return undefined;
  if (!known.has(fileDiff)) known.set(fileDiff, countCells(listCells(fileDiff)));
  return known.get(fileDiff);
}

function countCells(cells: ReadonlySet<Cell>): NotebookChanges {
  const count = (test: (cell: Cell) => boolean) => [...cells].filter(test).length;
  return {
    added: count(({ origin }) => origin === 'additions'),
    removed: count(({ origin }) => origin === 'deletions'),
    changed: count(({ origin, source }) => origin === 'kept' && source),
    rerun: count(({ origin, source, outputs }) => origin === 'kept' && !source && outputs),
  };
}

function listCells(fileDiff: FileDiffMetadata): ReadonlySet<Cell> {
  const cells = new Set<Cell>();
  const start = (origin: Cell['origin']): Cell => {
    const cell = { origin, source: false, outputs: false };
    cells.add(cell);
    return cell;
  };
  for (const { hunkContent } of fileDiff.hunks) {
    const cell = start('kept');
    const sides = {
      deletions: { cell, key: undefined } as Position,
      additions: { cell, key: undefined } as Position,
    };
    let indentation = usualIndentation;
    const read = (text: string, origin: Cell['origin']) => {
      const positions = origin === 'kept' ? Object.values(sides) : [sides[origin]];
      const [, spaces] = cellStart.exec(text) ?? [];
      if (spaces !== undefined) {
        indentation = spaces.length;
        const next = start(origin);
        for (const position of positions) Object.assign(position, { cell: next, key: 'cell_type' });
        return;
      }
      const [, before = '', key] = cellKey.exec(text) ?? [];
      if (key !== undefined && before.length === indentation) {
        for (const position of positions) position.key = key;
      }
      if (origin !== 'kept') note(sides[origin], text, indentation);
    };
    for (const part of hunkContent) {
      if (part.type === 'context') {
        const lines = fileDiff.additionLines.slice(
          part.additionLineIndex,
          part.additionLineIndex + part.lines,
        );
        for (const line of lines) read(line, 'kept');
        continue;
      }
      const removed = part.deletionLineIndex;
      for (const line of fileDiff.deletionLines.slice(removed, removed + part.deletions)) {
        read(line, 'deletions');
      }
      const added = part.additionLineIndex;
      for (const line of fileDiff.additionLines.slice(added, added + part.additions)) {
        read(line, 'additions');
      }
    }
  }
  return cells;
}

/** Ids and metadata of a cell are not what people change. */
function note({ cell, key }: Position, text: string, indentation: number): void {
  const spaces = text.length - text.trimStart().length;
  // Between two cells, or beside all of them.
  if (spaces < indentation) return;
  const deep = spaces > indentation + 1;
  const part = key ?? (deep ? 'outputs' : 'source');
  if (part === 'source') cell.source = true;
  if (part === 'outputs' || part === 'execution_count') cell.outputs = true;
}
