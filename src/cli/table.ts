import { toOneLine } from './safe-text.ts';
import type { Style, Terminal } from './terminal.ts';

export interface Cell {
  text: string;
  style?: Style | undefined;
}

export interface Column {
  title: string;
  /** The column may be cut to this width when the terminal is narrow. Default: never cut. */
  minWidth?: number;
  /** Columns that matter little are omitted before the column is cut below this width. */
  goodWidth?: number;
  /** The column may be omitted when the terminal is narrow. Higher numbers are omitted first. */
  expendable?: number;
  /** Where a text is cut. Default: at the end. */
  cut?: 'middle';
}

const gap = '  ';

/** Returns how many cells a text takes up in a terminal. */
type Measure = (text: string) => number;

/** Formats rows below their column titles, within the width of the terminal. */
export async function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  terminal: Pick<Terminal, 'columns' | 'paint'>,
): Promise<string> {
  const lines = await formatTableLines(columns, rows, terminal);
  return lines.map((line) => `${line}\n`).join('');
}

/** The line of the titles, then one for each row. For a program there are no titles, and tabs between full values. */
export async function formatTableLines(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  terminal: Pick<Terminal, 'columns' | 'paint'>,
): Promise<string[]> {
  if (terminal.columns === undefined) {
    return rows.map((row) => columns.map((_, index) => toWholeText(row[index])).join('\t'));
  }
  // Loaded on demand: it would slow down the start of every other command.
  const { default: measure } = await import('string-width');
  const header = columns.map(({ title }): Cell => ({ text: title, style: 'dim' }));
  const lines = [header, ...rows.map((row) => row.map(toSafeCell))];
  const fullWidths = columns.map((_, index) =>
    lines.reduce((widest, line) => Math.max(widest, measure(line[index]?.text ?? '')), 0),
  );
  const kept = pickColumns(columns, fullWidths, terminal.columns);
  const keep = <Each>(all: readonly Each[]) => all.filter((_, index) => kept.has(index));
  const widths = fitWidths(keep(columns), keep(fullWidths), terminal.columns);
  const kinds = keep(columns);
  return lines.map((line) =>
    formatLine(keep(padRow(line, columns)), kinds, widths, measure, terminal),
  );
}

function padRow(row: readonly Cell[], columns: readonly Column[]): Cell[] {
  return columns.map((_, index) => row[index] ?? { text: '' });
}

function toWholeText(cell: Cell | undefined): string {
  return toOneLine(cell?.text ?? '', Number.POSITIVE_INFINITY);
}

function toSafeCell({ text, style }: Cell): Cell {
  return { text: toOneLine(text), style };
}

/** Columns from this `expendable` on matter little. */
const firstMinor = 4;

/** The indexes of the columns that fit when every column is cut to its minimum. */
function pickColumns(
  columns: readonly Column[],
  fullWidths: readonly number[],
  available = Infinity,
): Set<number> {
  const kept = new Set(columns.keys());
  const getWidth = (index: number, isMinor: boolean) => {
    const { minWidth = Infinity, goodWidth = minWidth } = columns[index] ?? {};
    return Math.min(fullWidths[index] ?? 0, isMinor ? goodWidth : minWidth);
  };
  const isTooWide = (isMinor: boolean) =>
    [...kept].reduce((sum, index) => sum + gap.length + getWidth(index, isMinor), -gap.length) >
    available;
  const expendable = [...kept]
    .filter((index) => columns[index]?.expendable !== undefined)
    .toSorted(
      (left, right) => (columns[right]?.expendable ?? 0) - (columns[left]?.expendable ?? 0),
    );
  for (const index of expendable) {
    const isMinor = (columns[index]?.expendable ?? 0) >= firstMinor;
    if (isTooWide(isMinor)) kept.delete(index);
  }
  return kept;
}

/** Shortens the widest column that can still be cut, until the table fits. */
function fitWidths(
  columns: readonly Column[],
  fullWidths: readonly number[],
  available: number | undefined,
): number[] {
  const widths = [...fullWidths];
  const gaps = gap.length * (columns.length - 1);
  let excess = widths.reduce((sum, width) => sum + width, gaps) - (available ?? Infinity);
  for (; excess > 0; excess -= 1) {
    const cuttable = widths.map((width, index) => {
      const { minWidth = width } = columns[index] ?? {};
      return width > minWidth ? width : 0;
    });
    // Rather than a line that wraps, any column is cut.
    const choices = cuttable.some((width) => width > 0) ? cuttable : widths;
    const widest = choices.indexOf(Math.max(...choices));
    if ((choices[widest] ?? 0) <= 1) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function formatLine(
  line: readonly Cell[],
  columns: readonly Column[],
  widths: readonly number[],
  measure: Measure,
  { paint }: Pick<Terminal, 'paint'>,
): string {
  const cells = line.map(({ text, style }, index) => {
    const width = widths[index] ?? 0;
    const shown = truncate(text, width, measure, columns[index]?.cut);
    const isLast = index === line.length - 1;
    const padding = isLast ? '' : ' '.repeat(Math.max(0, width - measure(shown)));
    return (style && shown !== '' ? paint(style, shown) : shown) + padding;
  });
  return cells.join(gap).trimEnd();
}

const segmenter = new Intl.Segmenter();

/** Cuts a text to a display width and marks the cut with an ellipsis. */
function truncate(text: string, width: number, measure: Measure, cut?: 'middle'): string {
  if (measure(text) <= width) return text;
  const segments = [...segmenter.segment(text)].map(({ segment }) => segment);
  if (cut === 'middle' && width > 2) {
    const end = takeWidth(segments.toReversed(), Math.floor((width - 1) / 2), measure);
    const start = takeWidth(segments, width - 1 - measure(end.toReversed().join('')), measure);
    return `${start.join('')}…${end.toReversed().join('')}`;
  }
  return width > 0 ? `${takeWidth(segments, width - 1, measure).join('')}…` : '';
}

/** The segments from the first on that fit. */
function takeWidth(segments: readonly string[], width: number, measure: Measure): string[] {
  let used = 0;
  const end = segments.findIndex((segment) => (used += measure(segment)) > width);
  return segments.slice(0, end === -1 ? segments.length : end);
}
