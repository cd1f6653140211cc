import type { Board, BoardEntry, BoardLine } from '../../../../src/contract/board-entry.ts';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { Section } from '../../../../src/contract/reasons.ts';
import { messages } from '../../text/messages.ts';

export interface HeadingItem {
  kind: 'heading';
  key: string;
  section: Section;
  count: number;
  /** Undefined if the section cannot be folded. */
  open: boolean | undefined;
}

export interface RowItem {
  kind: 'row';
  key: string;
  section: Section;
  chat: Chat;
  line: BoardLine;
  title: string;
  /** Another branch, folded below its chat. */
  nested: boolean;
  /** How many branches are folded below it; zero if the chat has only one. */
  folded: number;
  open: boolean;
}

export interface EmptyItem {
  kind: 'empty';
  key: string;
  section: Exclude<Section, 'done'>;
}

export type BoardItem = HeadingItem | RowItem | EmptyItem;

export interface BoardItemOptions {
  /** With a filter, empty sections are left out. */
  filtering: boolean;
  doneOpen: boolean;
  isChatOpen: (entry: BoardEntry) => boolean;
  /** Its row is shown even if its section is folded. */
  currentChatId: string | undefined;
}

/** Sections, chats and unfolded branches as one flat list. */
export function listBoardItems(board: Board, options: BoardItemOptions): BoardItem[] {
  const { filtering, doneOpen, currentChatId } = options;
  const items: BoardItem[] = [];
  for (const section of ['needs_you', 'working'] as const) {
    const entries = board[section];
    if (entries.length === 0 && filtering) continue;
    items.push(buildHeading(section, entries, undefined));
    if (entries.length === 0) items.push({ kind: 'empty', key: `empty ${section}`, section });
    pushRows(items, entries, options);
  }
  if (board.done.length === 0) return items;
  items.push(buildHeading('done', board.done, doneOpen));
  const shown = doneOpen ? board.done : board.done.filter(({ chat }) => chat.id === currentChatId);
  pushRows(items, shown, options);
  return items;
}

function buildHeading(
  section: Section,
  entries: readonly BoardEntry[],
  open: boolean | undefined,
): HeadingItem {
  return { kind: 'heading', key: `heading ${section}`, section, count: entries.length, open };
}

function pushRows(
  items: BoardItem[],
  entries: readonly BoardEntry[],
  { isChatOpen }: BoardItemOptions,
): void {
  for (const entry of entries) {
    const { chat, section, urgent, others } = entry;
    const open = others.length > 0 && isChatOpen(entry);
    // The key of the chat's row does not change when another branch becomes the most urgent one.
    const shared = { kind: 'row' as const, section, chat };
    const title = getChatTitle(entry);
    const folded = others.length;
    items.push({ ...shared, key: chat.id, line: urgent, title, nested: false, folded, open });
    if (!open) continue;
    for (const line of others) {
      const name = getBranchTitle(line);
      const nested = { line, title: name, nested: true, folded: 0, open: false };
      items.push({ ...shared, key: line.key, ...nested });
    }
  }
}

export function getChatTitle({ chat, urgent }: Pick<BoardEntry, 'chat' | 'urgent'>): string {
  return chat.title || urgent.status?.pull_request_title || messages.untitled;
}

function getBranchTitle({ status }: BoardLine): string {
  return status?.pull_request_title || status?.git_branch || '';
}
