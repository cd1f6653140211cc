import { type DisplayState, pullRequestStates } from './pull-request-state.ts';

export const termNames = ['repo', 'owner', 'agent', 'branch', 'pr', 'is', 'text'] as const;
export type TermName = (typeof termNames)[number];

/** The values of `is:`, besides the states of a pull request. */
export const conditions = [
  'waiting',
  'working',
  'done',
  'approved',
  'failing',
  'running',
  'conflicting',
  'paused',
  'stalled',
  'snoozed',
  'unread',
] as const;
export type Condition = (typeof conditions)[number];

/** Matches if any of its values does; negated, if none does. */
export interface Term {
  name: TermName;
  values: string[];
  negated: boolean;
}

export const sorts = ['attention', 'activity', 'title', 'repository'] as const;
export const groups = ['section', 'repository', 'owner', 'agent'] as const;

export interface BoardFilter {
  states: ReadonlySet<DisplayState>;
  terms: Term[];
  /** `attention` unless the text says otherwise. */
  sort: (typeof sorts)[number];
  group: (typeof groups)[number];
}

/** A minus, a name, and a value that may be quoted; an unclosed quote extends to the end. */
const termPattern = /(-?)(?:([a-z]{1,10}):)?("[^"]*(?:"|$)|[^\s"]\S*)/g;

/** Whether the value of the term is still to be typed. */
const isUnfinished = (whole: string) =>
  whole === '-' || (whole.endsWith(':') && isFieldName(whole.slice(0, -1).replace(/^-/, '')));

/**
 * Parses `retry "two words" repo:app,etl -branch:old pr:12 is:waiting state:open`; `states` are those of
 * the buttons next to the box.
 */
export function parseFilter(text: string, states: readonly DisplayState[]): BoardFilter {
  const filter: BoardFilter & { states: Set<DisplayState> } = {
    states: new Set(states),
    terms: [],
    sort: 'attention',
    group: 'section',
  };
  for (const match of text.toLowerCase().matchAll(termPattern)) {
    const [whole, minus = '', name = '', value = ''] = match;
    if (isUnfinished(whole)) continue;
    if (minus === '' && arrange(filter, name, value)) continue;
    const term = parseTerm(name, splitValues(name, value), minus === '-');
    if (term === 'state') for (const state of parseStates(value)) filter.states.add(state);
    else filter.terms.push(term ?? buildTextTerm(whole));
  }
  return { ...filter, terms: filter.terms.filter(({ values }) => values.length > 0) };
}

/** Whether the term is about the order or the headings; the last one of each counts. */
function arrange(filter: BoardFilter, name: string, value: string): boolean {
  const [sort] = name === 'sort' ? listByPrefix(sorts, [value]) : [];
  const [group] = name === 'group' ? listByPrefix(groups, [value]) : [];
  if (sort) filter.sort = sort;
  if (group) filter.group = group;
  return sort !== undefined || group !== undefined;
}

/** The text with these states instead of those that it names; nothing else in it changes. */
export function replaceStates(text: string, states: readonly DisplayState[]): string {
  const others = text
    .replaceAll(/(^|\s)state:\S*/gi, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  const term = states.length === 0 ? '' : `state:${states.join(',')}`;
  return [others, term].filter(Boolean).join(' ');
}

/** Whether the text itself names states. */
export function hasStateTerm(text: string): boolean {
  return /(^|\s)state:\S/i.test(text);
}

/** Ignores unknown names, so a link from a newer version still filters by the known ones. */
export function parseStates(list: string | null | undefined): DisplayState[] {
  return listByPrefix(pullRequestStates, (list ?? '').split(','));
}

/** A name or a value that the filter does not have. */
export interface UnknownTerm {
  given: string;
  known: readonly string[];
}

/** What would be searched for as text, though it is written as the name of a field. */
export function findUnknownTerms(text: string): UnknownTerm[] {
  return [...text.toLowerCase().matchAll(termPattern)].flatMap(
    ([, , name = '', value = '']): UnknownTerm[] => {
      // As in `https://example.com`.
      if (name === '' || value.startsWith('//')) return [];
      const valuesOfName = knownValues.get(name);
      if (valuesOfName === undefined) return [{ given: `${name}:`, known: knownNames }];
      const known = valuesOfName.map((each) => `${name}:${each}`);
      return splitValues(name, value)
        .filter(
          (each) => valuesOfName.length > 0 && listByPrefix(valuesOfName, [each]).length === 0,
        )
        .map((each) => ({ given: `${name}:${each}`, known }));
    },
  );
}

/** The values of each name; none where any text is one. */
const knownValues = new Map<string, readonly string[]>([
  ['state', pullRequestStates],
  ['is', [...conditions, ...pullRequestStates]],
  ['repo', []],
  ['owner', []],
  ['agent', []],
  ['branch', []],
  ['pr', []],
  ['sort', sorts],
  ['group', groups],
]);

/** Whether a term may begin with this name and a colon. */
export const isFieldName = (name: string) => knownValues.has(name);

const knownNames = [...knownValues.keys()].map((name) => `${name}:`);

export function isFiltering({ states, terms }: BoardFilter): boolean {
  return states.size + terms.length > 0;
}

/** Undefined if the name is unknown; the whole is then searched for as text. */
function parseTerm(name: string, values: string[], negated: boolean): Term | 'state' | undefined {
  switch (name) {
    case '':
      return { name: 'text', values, negated };
    case 'state':
      return negated
        ? { name: 'is', values: listByPrefix(pullRequestStates, values), negated }
        : 'state';
    case 'is': {
      const known = listByPrefix([...conditions, ...pullRequestStates], values);
      return known.length > 0 ? { name: 'is', values: known, negated } : undefined;
    }
    case 'pr':
      return { name: 'pr', values: values.map((each) => each.replace(/^#/, '')), negated };
    case 'repo':
    case 'owner':
    case 'agent':
    case 'branch':
      return { name, values, negated };
    default:
      return undefined;
  }
}

function buildTextTerm(whole: string): Term {
  return { name: 'text', values: [whole.replaceAll('"', '')], negated: false };
}

/** Commas separate the values of a name; in plain and quoted text they are part of the text. */
function splitValues(name: string, value: string): string[] {
  const plain = value.replace(/^"|"$/g, '');
  return (name === '' || plain !== value ? [plain] : plain.split(',')).filter(Boolean);
}

/** Accepts prefixes: `wait` means `waiting`, so an incomplete name already filters. */
function listByPrefix<Name extends string>(names: readonly Name[], starts: string[]): Name[] {
  return names.filter((name) => starts.some((start) => start !== '' && name.startsWith(start)));
}
