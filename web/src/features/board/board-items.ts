import {
  type BoardEntry,
  type BoardLine,
  getEntryTitle,
} from '../../../../src/contract/board-entry.ts';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { EntryGroup } from '../../../../src/contract/group-entries.ts';
import type { Section } from '../../../../src/contract/reasons.ts';
import { messages } from '../../text/messages.ts';

export interface HeadingItem {
  kind: 'heading';
  key: string;
  /** A section, or the name of another group. */
  label: string;
  section: Section | null;
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

/** Headings, chats and unfolded branches as one flat list. */
export function listBoardItems(
  groups: readonly EntryGroup[],
  options: BoardItemOptions,
): BoardItem[] {
  const { filtering, doneOpen, currentChatId } = options;
  const items: BoardItem[] = [];
  for (const group of groups) {
    const { section, entries } = group;
    if (entries.length === 0 && (filtering || section === 'done')) continue;
    const open = section === 'done' ? doneOpen : undefined;
    items.push(buildHeading(group, open));
    if (entries.length === 0 && section !== null && section !== 'done') {
      items.push({ kind: 'empty', key: `empty ${section}`, section });
    }
    const shown =
      open === false ? entries.filter(({ chat }) => chat.id === currentChatId) : entries;
    pushRows(items, shown, options);
  }
  return items;
}

function buildHeading(
  { key, kind, section, name, entries }: EntryGroup,
  open: boolean | undefined,
): HeadingItem {
  const unnamed = kind === 'agent' ? messages.noAgent : messages.noRepository;
  const label = section === null ? name || unnamed : messages.section[section];
  return { kind: 'heading', key: `heading ${key}`, label, section, count: entries.length, open };
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
    const title = getEntryTitle(entry) || messages.untitled;
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

function getBranchTitle({ status }: BoardLine): string {
  return status?.pull_request_title || status?.git_branch || '';
}
