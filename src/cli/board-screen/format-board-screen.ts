import { isFiltering } from '../../contract/board-filter.ts';
import type { Chat } from '../../contract/chat.ts';
import type { DiffStatus } from '../../contract/diff-status.ts';
import { listBoardLines, type TableLine } from '../board-table.ts';
import { formatChecksTable, sortChecks } from '../checks-table.ts';
import { toOneLine } from '../safe-text.ts';
import {
  formatChanges,
  formatFreshness,
  toChecksCell,
  toMergeCell,
  toPullRequestCell,
  toReasonCell,
  toReviewsCell,
} from '../status-cells.ts';
import type { Terminal } from '../terminal.ts';
import { type BoardRow, type BoardState, type BoardView, findSelected } from './board-state.ts';

export interface BoardContent {
  chats: readonly Chat[];
  now: Date;
  /** Why most branches are not checked now. */
  notice: string | undefined;
  /** Why the rows are not followed now. */
  outage: string | undefined;
}

export interface Frame {
  /** Exactly the rows of the screen. */
  rows: string[];
  /** The rows of the board, in its order. */
  boardRows: BoardRow[];
  /** The first line that is visible, which is in the state from now on. */
  offset: number;
}

type Paint = Terminal['paint'];

interface Size {
  columns: number;
  rows: number;
}

const gutter = 2;
/** The footer, and the line above it. */
const footerRows = 2;

/** Lays out the state on a screen of this size. */
export async function formatFrame(
  state: BoardState,
  content: BoardContent,
  size: Size,
  { paint }: Pick<Terminal, 'paint'>,
): Promise<Frame> {
  const output = { columns: Math.max(1, size.columns - gutter), paint };
  const table = await listBoardLines(content.chats, state.selection, output, content.now, 'a');
  const boardRows = table.flatMap(({ row }) => (row === undefined ? [] : [row]));
  const selected = findSelected(state, boardRows);
  const { head, lines } = await formatView(state, { table, selected, content, output });
  const height = Math.max(1, size.rows - footerRows - head.length);
  const at = lines.findIndex(({ row }) => row !== undefined && row.line === selected?.line);
  const offset = scroll(state.offset, state.view.kind === 'board' ? at : -1, height, lines.length);
  const visible = lines.slice(offset, offset + height).map(({ text, row }) => {
    const isSelected =
      state.view.kind === 'board' && row !== undefined && row.line === selected?.line;
    return isSelected ? `${paint('inverse', '>')} ${paint('inverse', text)}` : `  ${text}`;
  });
  const blank = Array.from({ length: height - visible.length }, () => '');
  const below = lines.length - offset - visible.length;
  const rows = [
    ...head.map((text) => `  ${text}`),
    ...visible,
    ...blank,
    '',
    formatFooter(state, content, below, paint),
  ];
  return { rows: rows.slice(0, size.rows), boardRows, offset };
}

/** The offset nearest to the previous one with which the selected line is visible. */
function scroll(before: number, selected: number, height: number, count: number): number {
  const wanted =
    selected === -1 ? before : Math.max(selected - height + 1, Math.min(before, selected - 1));
  return Math.max(0, Math.min(wanted, count - height));
}

interface View {
  /** Lines that do not scroll. */
  head: string[];
  lines: TableLine[];
}

interface ViewParts {
  table: TableLine[];
  selected: BoardRow | undefined;
  content: BoardContent;
  output: { columns: number; paint: Paint };
}

async function formatView(state: BoardState, parts: ViewParts): Promise<View> {
  const { table, selected, content, output } = parts;
  switch (state.view.kind) {
    case 'help':
      return { head: [output.paint('bold', 'Keys'), ''], lines: help.map((text) => ({ text })) };
    case 'branch': {
      if (selected === undefined) return { head: [], lines: [{ text: 'This branch is gone.' }] };
      const texts = await formatBranch(selected, state.view, content.now, output);
      return { head: [], lines: texts.map((text) => ({ text })) };
    }
    case 'board': {
      const [header, ...lines] = table;
      if (header !== undefined) return { head: [header.text], lines };
      const isFiltered = isFiltering(state.selection.filter) || state.selection.needsYou === true;
      const nothing = isFiltered ? 'No matches.' : 'All chats are snoozed: is:snoozed lists them.';
      const text = content.chats.length > 0 ? nothing : 'No chats yet.';
      return { head: [], lines: [{ text }] };
    }
  }
}

const help = [
  'j k, arrows   select a row, or scroll',
  'g G           first and last row',
  'Enter, l      open the branch: its state, and its checks',
  'Escape, h     back; on the board, clear the filter',
  'o             open the pull request in the browser',
  'r             refresh the chat from the forge now',
  '/             filter: words, repo:, owner:, agent:, branch:, pr:, state:, is:',
  'a             show or hide what is done',
  '?             this help',
  'q, Ctrl+C     leave',
];

async function formatBranch(
  { chat, line: { status } }: BoardRow,
  { checks }: Extract<BoardView, { kind: 'branch' }>,
  now: Date,
  output: { columns: number; paint: Paint },
): Promise<string[]> {
  const { paint } = output;
  const title = chat.title || status?.pull_request_title || chat.id;
  if (status === null) return [paint('bold', toOneLine(title)), '', 'No branch yet.'];
  const reason = toReasonCell(status);
  const facts = listFacts(chat, status, now).filter(([, text]) => text !== '');
  const lines = [
    paint('bold', toOneLine(title)),
    (reason.style ? paint(reason.style, reason.text) : reason.text) +
      (status.verdict.detail ? paint('dim', `  ${toOneLine(status.verdict.detail)}`) : ''),
    '',
    ...facts.map(([name, text]) => `${paint('dim', name.padEnd(14))}${toOneLine(text, 2_000)}`),
    '',
  ];
  if (checks === undefined) return [...lines, paint('dim', 'Reading the checks ...')];
  if (checks.length === 0) return [...lines, paint('dim', 'The head commit has no checks.')];
  const table = await formatChecksTable(sortChecks(checks), output, now.getTime());
  return [...lines, ...table.trimEnd().split('\n')];
}

function listFacts(chat: Chat, status: DiffStatus, now: Date): [string, string][] {
  return [
    ['Pull request', toPullRequestCell(status).text],
    ['Title', status.pull_request_title ?? ''],
    ['Repository', status.repository ?? status.remote_origin],
    ['Branch', status.git_branch],
    ['Agent', chat.agent ?? ''],
    ['Reviews', toReviewsCell(status).text],
    ['Checks', toChecksCell(status).text],
    ['Merge', toMergeCell(status).text],
    ['Changes', formatChanges(status)],
    ['Checked', formatFreshness(status, now)],
    ['URL', status.url ?? ''],
  ];
}

function formatFooter(
  { typed, message, filterText, view }: BoardState,
  { notice, outage }: BoardContent,
  below: number,
  paint: Paint,
): string {
  if (message !== undefined) return paint('yellow', toOneLine(message));
  if (typed !== undefined) return `/${toOneLine(typed)}${paint('inverse', ' ')}`;
  const keys = view.kind === 'board' ? 'Enter open  o browser  r refresh  / filter' : 'Escape back';
  const parts = [
    ...(outage === undefined ? [] : [paint('yellow', toOneLine(outage))]),
    paint('dim', `${keys}  ? help  q quit`),
    ...(filterText === '' ? [] : [`filter: ${toOneLine(filterText)}`]),
    ...(below > 0 ? [paint('dim', `${below} more below`)] : []),
    ...(notice === undefined ? [] : [paint('yellow', notice)]),
  ];
  return parts.join('  ');
}
