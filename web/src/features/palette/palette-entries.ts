import type { Icon } from '@primer/octicons-react';
import { messages } from '../../text/messages.ts';
import { type FoundChat, findChats, type SearchedBranch, scoreNames } from './chat-search.ts';

export type GroupName = keyof typeof messages.palette.group;

export interface Command {
  kind: 'command';
  key: string;
  group: Exclude<GroupName, 'waiting' | 'chats'>;
  label: string;
  /** More search terms. */
  also: string;
  Symbol: Icon;
  /** The key that does the same; shown next to the label. */
  shortcut?: string;
  run: () => void;
}

export interface ChatEntry extends Pick<FoundChat, 'chat' | 'status'> {
  kind: 'chat';
  key: string;
}

export type PaletteEntry = Command | ChatEntry;

export interface EntryGroup {
  group: GroupName;
  items: PaletteEntry[];
}

const maxChats = 40;
const commandGroups = ['here', 'go', 'filter', 'settings'] as const;

/** Without a query: this chat, chats that need you, then all other commands. */
export function listInitialGroups(
  commands: readonly Command[],
  waiting: readonly PaletteEntry[],
): EntryGroup[] {
  const groups = groupCommands(commands);
  const [here, ...others] = groups;
  const waitingGroup: EntryGroup = { group: 'waiting', items: [...waiting] };
  const ordered =
    here?.group === 'here' ? [here, waitingGroup, ...others] : [waitingGroup, ...groups];
  return ordered.filter(({ items }) => items.length > 0);
}

/** The group with the best match comes first; chats win a tie. */
export function listFoundGroups(
  index: readonly SearchedBranch[],
  commands: readonly Command[],
  query: string,
): EntryGroup[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const chats = findChats(index, query, maxChats);
  const found = commands
    .map((command) => ({ command, score: scoreNames(words, listCommandNames(command)) }))
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score);
  const commandEntries = groupCommands(found.map(({ command }) => command));
  const chatGroup: EntryGroup = { group: 'chats', items: chats.map(toChatEntry) };
  const chatsFirst = (chats[0]?.score ?? 0) >= (found[0]?.score ?? 0);
  const groups = chatsFirst ? [chatGroup, ...commandEntries] : [...commandEntries, chatGroup];
  return groups.filter(({ items }) => items.length > 0);
}

export function toChatEntry({ chat, status }: Pick<FoundChat, 'chat' | 'status'>): ChatEntry {
  return { kind: 'chat', key: chat.id, chat, status };
}

/** Ordered by their first command, so that the best match stays first. */
function groupCommands(commands: readonly Command[]): EntryGroup[] {
  const first = (name: GroupName) => commands.findIndex(({ group }) => group === name);
  return commandGroups
    .map((group) => ({ group, items: commands.filter((command) => command.group === group) }))
    .filter(({ items }) => items.length > 0)
    .toSorted((left, right) => first(left.group) - first(right.group));
}

function listCommandNames({ label, also, group }: Command): string[] {
  return [label, ...also.split(' '), messages.palette.group[group]].map((name) =>
    name.toLowerCase(),
  );
}
