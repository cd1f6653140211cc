import { type BoardEntry, type BoardLine, buildBoardEntry } from '../contract/board-entry.ts';
import { type BoardFilter, isFiltering } from '../contract/board-filter.ts';
import type { Chat } from '../contract/chat.ts';
import { type EntryGroup, groupEntries } from '../contract/group-entries.ts';
import { matchesFilter } from '../contract/match-board-filter.ts';
import type { Section } from '../contract/reasons.ts';
import { isStalled } from '../contract/stalled.ts';
import { toOneLine } from './safe-text.ts';
import { listShortIds } from './short-ids.ts';
import {
  formatChanges,
  formatUnpushed,
  getState,
  toActivityCell,
  toChecksCell,
  toMergeCell,
  toPullRequestCell,
  toReasonCell,
  toReviewsCell,
} from './status-cells.ts';
import { type Cell, type Column, formatTable, formatTableLines } from './table.ts';
import type { Terminal } from './terminal.ts';

export interface BoardSelection {
  filter: BoardFilter;
  needsYou?: boolean | undefined;
  /** Lists what is done, too. */
  all?: boolean | undefined;
}

type Output = Pick<Terminal, 'columns' | 'paint'>;

const columns: Column[] = [
  { title: 'REASON' },
  { title: 'ID' },
  { title: 'CHAT', minWidth: 12, goodWidth: 28 },
  { title: 'CHECKS', minWidth: 15, expendable: 1 },
  { title: 'PULL REQUEST', expendable: 2 },
  { title: 'BRANCH', minWidth: 10, goodWidth: 20, expendable: 3, cut: 'middle' },
  { title: 'REPOSITORY', minWidth: 10, expendable: 4, cut: 'middle' },
  { title: 'REVIEWS', minWidth: 8, expendable: 5 },
  { title: 'ACTIVE', minWidth: 10, expendable: 6 },
  { title: 'MERGE', expendable: 7 },
  { title: 'CHANGES', expendable: 8 },
];

export const noChats = 'No chats yet: create one with `afterpush chats create`.\n';

const sectionTitles: Record<Section, string> = {
  needs_you: 'Needs you',
  working: 'Working',
  done: 'Done',
};

/** The chats that the board shows for a selection. */
export function selectChats(
  chats: readonly Chat[],
  { filter, needsYou }: BoardSelection,
  now: Date,
): Chat[] {
  return chats.filter((chat) => {
    const entry = buildBoardEntry(chat, now.getTime());
    return (
      matchesFilter(entry, filter, now.getTime()) && (!needsYou || entry.section === 'needs_you')
    );
  });
}

/** The board of the page in a terminal: its sections, in its order. For a program, a line for each branch. */
export async function formatBoard(
  chats: readonly Chat[],
  selection: BoardSelection,
  terminal: Output,
  now: Date,
): Promise<string> {
  if (chats.length === 0 && terminal.columns !== undefined) return noChats;
  const shown = selectChats(chats, selection, now);
  const entries = shown.map((chat) => buildBoardEntry(chat, now.getTime()));
  const groups = groupEntries(entries, selection.filter);
  if (terminal.columns === undefined) return formatForPrograms(groups, terminal, now.getTime());
  if (shown.length === 0) {
    if (isFiltering(selection.filter)) return 'No chat matches this filter.\n';
    return selection.needsYou
      ? 'Nothing needs you.\n'
      : 'All chats are snoozed: `afterpush status is:snoozed` lists them.\n';
  }
  const lines = await listBoardLines(chats, selection, terminal, now);
  return lines.map(({ text }) => `${text}\n`).join('');
}

/** A line of the board in a terminal; `row` is absent for headings. */
export interface TableLine {
  text: string;
  row?: { chat: Chat; line: BoardLine };
}

/** The column headings, and the sections with their rows. */
export async function listBoardLines(
  chats: readonly Chat[],
  selection: BoardSelection,
  terminal: Output,
  now: Date,
  showDone = '--all',
): Promise<TableLine[]> {
  const shown = selectChats(chats, selection, now);
  const entries = shown.map((chat) => buildBoardEntry(chat, now.getTime()));
  const groups = groupEntries(entries, selection.filter);
  const isDoneFolded = !selection.all && !isFiltering(selection.filter);
  const listed = groups.filter(
    (group) => group.entries.length > 0 && !(group.section === 'done' && isDoneFolded),
  );
  const ids = listShortIds(chats);
  const all = listed.flatMap((group) => group.entries);
  const cells = all.flatMap((entry) => toRows(entry, ids, now));
  const [header = '', ...texts] = await formatTableLines(listColumns(all), cells, terminal);
  const rest = texts.values();
  const blocks = listed.map((group): TableLine[] => [
    { text: terminal.paint('bold', `${toTitle(group)} (${group.entries.length})`) },
    ...group.entries.flatMap(({ chat, urgent, others }) =>
      [urgent, ...others].map((line) => ({ text: rest.next().value ?? '', row: { chat, line } })),
    ),
  ]);
  const done = groups.find(({ section }) => section === 'done')?.entries.length ?? 0;
  if (isDoneFolded && done > 0) {
    blocks.push([{ text: terminal.paint('dim', `Done (${done}): ${showDone} lists them`) }]);
  }
  return [
    ...(all.length > 0 ? [{ text: header }] : []),
    ...blocks.flatMap((block, index) => (index === 0 ? block : [{ text: '' }, ...block])),
  ];
}

const inSections = { sort: 'attention', group: 'section' } as const;

/** Chats without sections, as after a command about one. */
export async function formatChats(
  chats: readonly Chat[],
  terminal: Output,
  now: Date,
): Promise<string> {
  const entries = chats.map((chat) => buildBoardEntry(chat, now.getTime()));
  if (terminal.columns === undefined) {
    return formatForPrograms(groupEntries(entries, inSections), terminal, now.getTime());
  }
  const ids = listShortIds(chats);
  const rows = entries.flatMap((entry) => toRows(entry, ids, now));
  return formatTable(listColumns(entries), rows, terminal);
}

function toTitle({ kind, section, name }: EntryGroup): string {
  if (section !== null) return sectionTitles[section];
  return toOneLine(name) || (kind === 'agent' ? 'No agent' : 'No branch yet');
}

function listColumns(entries: readonly BoardEntry[]): Column[] {
  const isShown = entries.some(({ chat }) => formatUnpushed(chat) !== '');
  return isShown ? [...columns, { title: 'NOT PUSHED', expendable: 9 }] : columns;
}

function toRows(entry: BoardEntry, ids: ReadonlyMap<string, string>, now: Date): Cell[][] {
  const { chat, urgent, others } = entry;
  const name = chat.title === '' ? urgent.status?.pull_request_title || chat.id : chat.title;
  const first: Cell[] = [
    { text: ids.get(chat.id) ?? chat.id, style: 'dim' },
    { text: name, style: 'bold' },
  ];
  const blank: Cell[] = [{ text: '' }, { text: '' }];
  return [urgent, ...others].map((line, index) =>
    toCells(line, index === 0 ? first : blank, index === 0 ? formatUnpushed(chat) : '', now),
  );
}

function toCells({ status }: BoardLine, name: Cell[], unpushed: string, now: Date): Cell[] {
  const reason = toReasonCell(status);
  if (status === null) return [reason, ...name];
  return [
    reason,
    ...name,
    toChecksCell(status),
    toPullRequestCell(status),
    { text: status.git_branch },
    { text: status.repository ?? status.remote_origin },
    toReviewsCell(status),
    toActivityCell(status, now),
    toMergeCell(status),
    { text: formatChanges(status) },
    { text: unpushed },
  ];
}

const columnsForPrograms: Column[] = [
  'ID',
  'SECTION',
  'REASON',
  'TITLE',
  'REPOSITORY',
  'BRANCH',
  'NUMBER',
  'STATE',
  'REVIEWS',
  'CHECKS',
  'MERGE',
  'CHANGES',
  'CHECKED',
  'URL',
  'ACTIVE',
  'STALLED',
].map((title) => ({ title }));

/** Every value whole, and the same columns always; instants instead of ages. */
function formatForPrograms(
  groups: readonly EntryGroup[],
  terminal: Output,
  nowMs: number,
): Promise<string> {
  const rows = groups.flatMap(({ entries }) =>
    entries.flatMap(({ chat, section, urgent, others }) =>
      [urgent, ...others].map(({ status, reason }) =>
        [
          chat.id,
          section,
          reason,
          chat.title,
          ...(status === null
            ? []
            : [
                status.repository ?? status.remote_origin,
                status.git_branch,
                status.pr_number === null ? '' : String(status.pr_number),
                getState(status) ?? '',
                toReviewsCell(status).text,
                toChecksCell(status).text,
                toMergeCell(status).text,
                formatChanges(status),
                status.refreshed_at ?? '',
                status.url ?? '',
                status.active_at,
                isStalled(status, nowMs) ? 'stalled' : '',
              ]),
        ].map((text) => ({ text })),
      ),
    ),
  );
  return formatTable(columnsForPrograms, rows, terminal);
}
