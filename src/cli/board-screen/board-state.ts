import type { Chat } from '../../contract/chat.ts';
import type { Check } from '../../contract/pull-request.ts';
import { parseFilterText } from '../board-filter-words.ts';
import type { BoardSelection, TableLine } from '../board-table.ts';

export type BoardRow = NonNullable<TableLine['row']>;

/** What the reader sees, and where. */
export interface BoardState {
  selection: BoardSelection;
  /** The filter as it was typed. */
  filterText: string;
  /** The filter while it is being typed; the previous one applies until Enter. */
  typed: string | undefined;
  view: BoardView;
  /** The key of the selected row. */
  selected: string | undefined;
  /** The first line of the view that is visible. */
  offset: number;
  /** Shown until the next key. */
  message: string | undefined;
}

export type BoardView =
  | { kind: 'board' }
  | { kind: 'help' }
  /** One branch of a chat, with its checks once they have been read. */
  | { kind: 'branch'; key: string; checks: readonly Check[] | undefined };

/** What a key causes beside a change of the state. */
export type BoardEffect =
  | { kind: 'none' }
  | { kind: 'leave' }
  | { kind: 'open'; row: BoardRow }
  | { kind: 'refresh'; chat: Chat }
  | { kind: 'read_checks'; row: BoardRow };

export interface KeyResult {
  state: BoardState;
  effect: BoardEffect;
}

export function createBoardState(selection: BoardSelection, filterText: string): BoardState {
  return {
    selection,
    filterText,
    typed: undefined,
    view: { kind: 'board' },
    selected: undefined,
    offset: 0,
    message: undefined,
  };
}

/** `rows` are those of the board, in its order; `pageSize` is how many lines a page has. */
export function handleKey(
  before: BoardState,
  key: string,
  rows: readonly BoardRow[],
  pageSize: number,
): KeyResult {
  const state = { ...before, message: undefined };
  if (key === '\x03') return { state, effect: { kind: 'leave' } };
  if (state.typed !== undefined) return stay(typeFilter(state, state.typed, key));
  const command = commands.get(key);
  if (command === undefined) return stay(state);
  switch (command) {
    case 'leave':
      return { state, effect: { kind: 'leave' } };
    case 'back':
      return state.view.kind === 'board' ? stay(clearFilter(state)) : stay(toBoard(state));
    case 'filter':
      return stay({ ...toBoard(state), typed: state.filterText });
    case 'help':
      return stay({ ...state, view: { kind: 'help' }, offset: 0 });
    case 'done':
      return stay({ ...state, selection: { ...state.selection, all: !state.selection.all } });
    case 'open':
    case 'refresh':
    case 'enter':
      return actOnRow(state, command, rows);
    case 'up':
    case 'down':
    case 'pageUp':
    case 'pageDown':
    case 'home':
    case 'end':
      return stay(move(state, command, rows, pageSize));
  }
}

/** The selected row; the first one where the selected one has left the board. */
export function findSelected(state: BoardState, rows: readonly BoardRow[]): BoardRow | undefined {
  const key = state.view.kind === 'branch' ? state.view.key : state.selected;
  return rows.find(({ line }) => line.key === key) ?? rows[0];
}

function stay(state: BoardState): KeyResult {
  return { state, effect: { kind: 'none' } };
}

function toBoard(state: BoardState): BoardState {
  return { ...state, view: { kind: 'board' }, offset: 0 };
}

function clearFilter(state: BoardState): BoardState {
  return {
    ...state,
    filterText: '',
    selection: { ...state.selection, filter: parseFilterText('') },
  };
}

function typeFilter(state: BoardState, typed: string, key: string): BoardState {
  if (key === '\x1b') return { ...state, typed: undefined };
  if (key === '\x7f' || key === '\b') return { ...state, typed: typed.replace(/.$/su, '') };
  if (key !== '\r' && key !== '\n') return { ...state, typed: typed + toTyped(key) };
  try {
    const filter = parseFilterText(typed);
    return {
      ...state,
      typed: undefined,
      filterText: typed,
      selection: { ...state.selection, filter },
    };
  } catch (error) {
    return { ...state, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Nothing for a key that is not a character, such as an arrow. */
function toTyped(key: string): string {
  return /^\P{Cc}$/u.test(key) ? key : '';
}

function actOnRow(
  state: BoardState,
  command: 'open' | 'refresh' | 'enter',
  rows: readonly BoardRow[],
): KeyResult {
  const row = findSelected(state, rows);
  if (row === undefined || state.view.kind === 'help') return stay(toBoard(state));
  switch (command) {
    case 'open':
      return { state, effect: { kind: 'open', row } };
    case 'refresh':
      return { state, effect: { kind: 'refresh', chat: row.chat } };
    case 'enter': {
      const view: BoardView = { kind: 'branch', key: row.line.key, checks: undefined };
      const opened = { ...state, view, selected: row.line.key, offset: 0 };
      return { state: opened, effect: { kind: 'read_checks', row } };
    }
  }
}

type Move = 'up' | 'down' | 'pageUp' | 'pageDown' | 'home' | 'end';

/** Moves the selection on the board, and scrolls everything else. */
function move(
  state: BoardState,
  to: Move,
  rows: readonly BoardRow[],
  pageSize: number,
): BoardState {
  const target = (at: number, last: number) =>
    ({
      up: at - 1,
      down: at + 1,
      pageUp: at - pageSize,
      pageDown: at + pageSize,
      home: 0,
      end: last,
    })[to];
  if (state.view.kind !== 'board') {
    return { ...state, offset: Math.max(0, target(state.offset, Number.MAX_SAFE_INTEGER)) };
  }
  const at = rows.findIndex(({ line }) => line.key === state.selected);
  const last = rows.length - 1;
  const next = Math.max(0, Math.min(target(Math.max(0, at), last), last));
  return { ...state, selected: rows[next]?.line.key };
}

type CommandName =
  | Move
  | 'leave'
  | 'back'
  | 'filter'
  | 'help'
  | 'done'
  | 'open'
  | 'refresh'
  | 'enter';

/** The keys of the page, and those of a pager. */
const commands = new Map<string, CommandName>([
  ['q', 'leave'],
  ['\x1b', 'back'],
  ['h', 'back'],
  ['/', 'filter'],
  ['?', 'help'],
  ['a', 'done'],
  ['o', 'open'],
  ['r', 'refresh'],
  ['\r', 'enter'],
  ['l', 'enter'],
  ['k', 'up'],
  ['\x1b[A', 'up'],
  ['\x1bOA', 'up'],
  ['j', 'down'],
  ['\x1b[B', 'down'],
  ['\x1bOB', 'down'],
  ['\x1b[5~', 'pageUp'],
  ['\x1b[6~', 'pageDown'],
  [' ', 'pageDown'],
  ['g', 'home'],
  ['\x1b[H', 'home'],
  ['G', 'end'],
  ['\x1b[F', 'end'],
]);
