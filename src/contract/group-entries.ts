import { type BoardEntry, compareEntries, getEntryTitle } from './board-entry.ts';
import type { BoardFilter } from './board-filter.ts';
import { type Section, sections } from './reasons.ts';

/** Chats under one heading. */
export interface EntryGroup {
  key: string;
  /** What the heading names. */
  kind: BoardFilter['group'];
  /** Null for a group by name. */
  section: Section | null;
  /** The repository, its owner or the agent; empty for a section, and for chats without one. */
  name: string;
  entries: BoardEntry[];
}

type Arrangement = Pick<BoardFilter, 'sort' | 'group'>;
type Compare = (left: BoardEntry, right: BoardEntry) => number;

/**
 * The chats in the order and under the headings that a filter names. Every section is listed, also an empty one.
 * In other groups, what is done comes last as a section.
 */
export function groupEntries(
  entries: readonly BoardEntry[],
  { sort, group }: Arrangement,
): EntryGroup[] {
  const sorted = entries.toSorted(comparisons[sort]);
  const ofSection = (section: Section): EntryGroup => ({
    key: section,
    kind: 'section',
    section,
    name: '',
    entries: sorted.filter((entry) => entry.section === section),
  });
  if (group === 'section') return sections.map(ofSection);
  const findName = namesOfGroups[group];
  const named = new Map<string, EntryGroup>();
  for (const entry of sorted) {
    if (entry.section === 'done') continue;
    const name = findName(entry);
    const key = name.toLowerCase();
    const known: EntryGroup = named.get(key) ?? {
      key: `${group} ${key}`,
      kind: group,
      section: null,
      name,
      entries: [],
    };
    known.entries.push(entry);
    named.set(key, known);
  }
  const groups = [...named.values()].toSorted((left, right) => compareTexts(left.name, right.name));
  return [...groups, ofSection('done')];
}

const namesOfGroups = {
  repository: findRepository,
  owner: findOwner,
  agent: ({ chat }: BoardEntry) => chat.agent ?? '',
};

const comparisons: Record<BoardFilter['sort'], Compare> = {
  attention: compareEntries,
  activity: (left, right) => getActiveMs(right) - getActiveMs(left) || compareEntries(left, right),
  title: (left, right) =>
    compareTexts(getEntryTitle(left), getEntryTitle(right)) || compareEntries(left, right),
  repository: (left, right) =>
    compareTexts(findRepository(left), findRepository(right)) || compareEntries(left, right),
};

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** Empty names last. */
function compareTexts(left: string, right: string): number {
  if (left === '' || right === '') return Number(left === '') - Number(right === '');
  return collator.compare(left, right);
}

function getActiveMs({ chat }: BoardEntry): number {
  const instants = chat.diff_statuses.map(({ active_at: at }) => Date.parse(at));
  return Math.max(Date.parse(chat.created_at), ...instants);
}

function findRepository({ urgent: { status } }: BoardEntry): string {
  return status?.repository ?? status?.remote_origin ?? '';
}

function findOwner(entry: BoardEntry): string {
  const repository = findRepository(entry);
  return repository.slice(0, Math.max(0, repository.lastIndexOf('/'))) || repository;
}
