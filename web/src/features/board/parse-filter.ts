import { pullRequestStates, type ShownState } from '../status/attention.ts';

export const termNames = ['repo', 'owner', 'branch', 'pr', 'is', 'text'] as const;
export type TermName = (typeof termNames)[number];

/** What `is:` can ask for, beside the states of a pull request. */
export const conditions = [
  'waiting',
  'working',
  'done',
  'approved',
  'failing',
  'running',
  'conflicting',
  'paused',
] as const;
export type Condition = (typeof conditions)[number];

/** One thing that was typed: any of its values will do, or with a minus none of them. */
export interface Term {
  name: TermName;
  values: string[];
  negated: boolean;
}

export interface BoardFilter {
  states: ReadonlySet<ShownState>;
  terms: Term[];
}

/** A minus, a name, and a value that may be quoted; a quote that is never closed ends the text. */
const word = /(-?)(?:([a-z]+):)?("[^"]*(?:"|$)|[^\s"]\S*)/g;

/** Nothing is asked for yet: its value is still to be typed. */
const unfinished = /^-$|^-?(?:state|repo|owner|branch|pr|is):$/;

/**
 * Reads `retry "two words" repo:app,etl -branch:old pr:12 is:waiting state:open`; `states` come from the
 * buttons beside the box.
 */
export function toBoardFilter(text: string, states: readonly ShownState[]): BoardFilter {
  const filter = { states: new Set(states), terms: [] as Term[] };
  for (const match of text.toLowerCase().matchAll(word)) {
    const [whole, minus = '', name = '', value = ''] = match;
    if (unfinished.test(whole)) continue;
    const term = toTerm(name, toValues(name, value), minus === '-');
    if (term === 'state') for (const state of parseStates(value)) filter.states.add(state);
    else filter.terms.push(term ?? toText(whole));
  }
  return { states: filter.states, terms: filter.terms.filter(({ values }) => values.length > 0) };
}

/** Unknown names are left out: a link from a newer page still filters by what is known. */
export function parseStates(list: string | null | undefined): ShownState[] {
  return listStarting(pullRequestStates, (list ?? '').split(','));
}

export function isFiltering({ states, terms }: BoardFilter): boolean {
  return states.size + terms.length > 0;
}

/** Undefined for what is no term: then it is text to be found. */
function toTerm(name: string, values: string[], negated: boolean): Term | 'state' | undefined {
  switch (name) {
    case '':
      return { name: 'text', values, negated };
    case 'state':
      return negated
        ? { name: 'is', values: listStarting(pullRequestStates, values), negated }
        : 'state';
    case 'is': {
      const known = listStarting([...conditions, ...pullRequestStates], values);
      return known.length > 0 ? { name: 'is', values: known, negated } : undefined;
    }
    case 'pr':
      return { name: 'pr', values: values.map((each) => each.replace(/^#/, '')), negated };
    case 'repo':
    case 'owner':
    case 'branch':
      return { name, values, negated };
    default:
      return undefined;
  }
}

function toText(whole: string): Term {
  return { name: 'text', values: [whole.replaceAll('"', '')], negated: false };
}

/** Commas separate values of a name; in words and between quotes they are text. */
function toValues(name: string, value: string): string[] {
  const plain = value.replace(/^"|"$/g, '');
  return (name === '' || plain !== value ? [plain] : plain.split(',')).filter(Boolean);
}

/** `wait` asks for `waiting`: what is half typed already filters. */
function listStarting<Name extends string>(names: readonly Name[], starts: string[]): Name[] {
  return names.filter((name) => starts.some((start) => start !== '' && name.startsWith(start)));
}
