import { toDisplayWidth, toWidth } from './display-width.ts';
import type { Style, Terminal } from './terminal.ts';

export interface Cell {
  text: string;
  style?: Style | undefined;
}

export interface Column {
  title: string;
  /** What is left of the column at least when the terminal is narrow; unset: all of it. */
  narrowest?: number;
  /** Left out of a terminal that is too narrow for every column, the highest number first. */
  expendable?: number;
}

const gap = '  ';

/** Lays out cells below their titles, within the width of the terminal. */
export function toTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  terminal: Pick<Terminal, 'columns' | 'paint'>,
): string {
  const header = columns.map(({ title }): Cell => ({ text: title, style: 'dim' }));
  const lines = [header, ...rows];
  const wanted = columns.map((_, index) =>
    Math.max(...lines.map((line) => toDisplayWidth(line[index]?.text ?? ''))),
  );
  const kept = chooseColumns(columns, wanted, terminal.columns);
  const keep = <Each>(all: readonly Each[]) => all.filter((_, index) => kept.has(index));
  const widths = fitWidths(keep(columns), keep(wanted), terminal.columns);
  return lines.map((line) => `${toLine(keep(line), widths, terminal)}\n`).join('');
}

/** The places of the columns that fit when each is as narrow as it may be. */
function chooseColumns(
  columns: readonly Column[],
  wanted: readonly number[],
  available = Infinity,
): Set<number> {
  const kept = new Set(columns.keys());
  const toNarrowest = (index: number) =>
    Math.min(wanted[index] ?? 0, columns[index]?.narrowest ?? Infinity);
  const isTooWide = () =>
    [...kept].reduce((sum, index) => sum + gap.length + toNarrowest(index), -gap.length) >
    available;
  const expendable = [...kept]
    .filter((index) => columns[index]?.expendable !== undefined)
    .toSorted(
      (left, right) => (columns[right]?.expendable ?? 0) - (columns[left]?.expendable ?? 0),
    );
  for (const index of expendable) {
    if (isTooWide()) kept.delete(index);
  }
  return kept;
}

/** Takes the missing cells from the widest column that can still give. */
function fitWidths(
  columns: readonly Column[],
  wanted: readonly number[],
  available: number | undefined,
): number[] {
  const widths = [...wanted];
  const gaps = gap.length * (columns.length - 1);
  let excess = widths.reduce((sum, width) => sum + width, gaps) - (available ?? Infinity);
  for (; excess > 0; excess -= 1) {
    const spare = widths.map((width, index) => {
      const { narrowest = width } = columns[index] ?? {};
      return width > narrowest ? width : 0;
    });
    const widest = spare.indexOf(Math.max(...spare));
    if ((spare[widest] ?? 0) === 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function toLine(
  line: readonly Cell[],
  widths: readonly number[],
  { paint }: Pick<Terminal, 'paint'>,
): string {
  const cells = line.map(({ text, style }, index) => {
    const width = widths[index] ?? 0;
    const shown = toWidth(text, width);
    const isLast = index === line.length - 1;
    const padding = isLast ? '' : ' '.repeat(Math.max(0, width - toDisplayWidth(shown)));
    return (style && shown !== '' ? paint(style, shown) : shown) + padding;
  });
  return cells.join(gap).trimEnd();
}
