import type { Icon } from '@primer/octicons-react';
import { messages } from '../../text/messages.ts';
import { type FoundChat, findChats, type SearchedBranch, toScore } from './chat-search.ts';

export type GroupName = keyof typeof messages.palette.group;

export interface Command {
  kind: 'command';
  key: string;
  group: Exclude<GroupName, 'waiting' | 'chats'>;
  label: string;
  /** Other words it is looked for by. */
  also: string;
  Symbol: Icon;
  /** Shown beside it: the key that does the same. */
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

const mostChats = 40;
const commandGroups = ['here', 'go', 'filter', 'settings'] as const;

/** Without a query what is at hand: this chat, what waits, and where to go. */
export function toInitialGroups(
  commands: readonly Command[],
  waiting: readonly ChatEntry[],
): EntryGroup[] {
  const groups = toCommandGroups(commands);
  const [here, ...others] = groups;
  const waitingGroup: EntryGroup = { group: 'waiting', items: [...waiting] };
  const ordered =
    here?.group === 'here' ? [here, waitingGroup, ...others] : [waitingGroup, ...groups];
  return ordered.filter(({ items }) => items.length > 0);
}

/** What the query finds. The group with the better match comes first, chats when they are equal. */
export function toFoundGroups(
  index: readonly SearchedBranch[],
  commands: readonly Command[],
  query: string,
): EntryGroup[] {
  const searched = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const chats = findChats(index, query, mostChats);
  const found = commands
    .map((command) => ({ command, score: toScore(searched, toCommandNames(command)) }))
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score);
  const commandEntries = toCommandGroups(found.map(({ command }) => command));
  const chatGroup: EntryGroup = { group: 'chats', items: chats.map(toChatEntry) };
  const chatsFirst = (chats[0]?.score ?? 0) >= (found[0]?.score ?? 0);
  const groups = chatsFirst ? [chatGroup, ...commandEntries] : [...commandEntries, chatGroup];
  return groups.filter(({ items }) => items.length > 0);
}

export function toChatEntry({ chat, status }: Pick<FoundChat, 'chat' | 'status'>): ChatEntry {
  return { kind: 'chat', key: chat.id, chat, status };
}

/** In the order of their first command, so that the best match stays first. */
function toCommandGroups(commands: readonly Command[]): EntryGroup[] {
  const first = (name: GroupName) => commands.findIndex(({ group }) => group === name);
  return commandGroups
    .map((group) => ({ group, items: commands.filter((command) => command.group === group) }))
    .filter(({ items }) => items.length > 0)
    .toSorted((left, right) => first(left.group) - first(right.group));
}

function toCommandNames({ label, also, group }: Command): string[] {
  return [label, ...also.split(' '), messages.palette.group[group]].map((name) =>
    name.toLowerCase(),
  );
}
