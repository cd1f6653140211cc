/** A field, an inline fragment or a fragment spread, with its place in the text of a document. */
export interface Selection {
  kind: 'field' | 'inline' | 'spread';
  /** The field, the type of the inline fragment, or the fragment that is spread. */
  name: string;
  /** The name of a field in the response. */
  alias: string;
  /** `type.field` in lower case. Where the document names no type, the field above represents it. */
  key: string;
  start: number;
  /** Where its selections begin; `end` without any. */
  headEnd: number;
  end: number;
  selections: readonly Selection[];
}

/** An operation or a fragment. */
export interface Definition {
  /** Undefined for an operation. */
  fragment: { name: string; type: string } | undefined;
  /** As error paths name it: `query Statuses`, `fragment PullRequestFacts`. */
  title: string;
  start: number;
  headEnd: number;
  end: number;
  selections: readonly Selection[];
}

interface Cursor {
  readonly text: string;
  at: number;
}

const blankForm = /(?:[\s,]|#[^\n]*)*/y;
const definitionForm = /(?:query|mutation|fragment)(?:\s+(\w+))?(?:\s+on\s+(\w+))?/y;
const selectionForm = /(\.\.\.\s*on\s+|\.\.\.\s*)?(?:(\w+)\s*:\s*)?(\w+)/y;
const argumentsForm = /\s*\(/y;
const directiveForm = /\s*@\w+/y;

/** Fields between a list and its items: they say nothing about a type. */
const listParts = new Set(['nodes', 'edges', 'node']);

/** Parses a document that an adapter wrote. Its strings contain no parentheses. */
export function parseDocument(text: string): Definition[] {
  const cursor = { text, at: 0 };
  const definitions: Definition[] = [];
  for (skipBlank(cursor); cursor.at < text.length; skipBlank(cursor)) {
    definitions.push(parseDefinition(cursor));
  }
  return definitions;
}

function parseDefinition(cursor: Cursor): Definition {
  const start = cursor.at;
  const [head = '', name = '', type] = matchAt(definitionForm, cursor.text, start) ?? [];
  const headEnd = cursor.text.indexOf('{', skipArguments(cursor.text, start + head.length));
  if (head === '' || headEnd === -1) throw toMalformed(start);
  cursor.at = headEnd;
  const selections = parseSelections(cursor, (type ?? 'query').toLowerCase());
  const fragment = type === undefined ? undefined : { name, type };
  const [title = head] = head.split(/\son\s/);
  return { fragment, title, start, headEnd, end: cursor.at, selections };
}

function parseSelections(cursor: Cursor, type: string): Selection[] {
  const selections: Selection[] = [];
  cursor.at += 1;
  for (skipBlank(cursor); cursor.text[cursor.at] !== '}'; skipBlank(cursor)) {
    selections.push(parseSelection(cursor, type));
  }
  cursor.at += 1;
  return selections;
}

function parseSelection(cursor: Cursor, type: string): Selection {
  const start = cursor.at;
  const [head, dots, alias, name = ''] = matchAt(selectionForm, cursor.text, start) ?? [];
  if (head === undefined) throw toMalformed(start);
  const lowered = name.toLowerCase();
  const kind = dots === undefined ? 'field' : dots.includes('on') ? 'inline' : 'spread';
  const headEnd = skipArguments(cursor.text, start + head.length);
  cursor.at = headEnd;
  skipBlank(cursor);
  const isNested = cursor.text[cursor.at] === '{';
  const isListPart = kind === 'field' && listParts.has(name);
  const selections = isNested ? parseSelections(cursor, isListPart ? type : lowered) : [];
  const end = isNested ? cursor.at : headEnd;
  cursor.at = end;
  const key = kind === 'field' ? `${type}.${lowered}` : `...${lowered}`;
  return { kind, name, alias: alias ?? name, key, start, headEnd, end, selections };
}

function skipBlank(cursor: Cursor): void {
  cursor.at += matchAt(blankForm, cursor.text, cursor.at)?.[0].length ?? 0;
}

/** The end of arguments and directives, if there are any. */
function skipArguments(text: string, from: number): number {
  const opened = matchAt(argumentsForm, text, from)?.[0].length;
  if (opened !== undefined) return skipArguments(text, skipParentheses(text, from + opened));
  const directive = matchAt(directiveForm, text, from)?.[0].length;
  return directive === undefined ? from : skipArguments(text, from + directive);
}

/** The end of arguments that were opened before `from`. They may contain arguments. */
function skipParentheses(text: string, from: number): number {
  let depth = 1;
  let at = from;
  for (; depth > 0 && at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
  }
  return at;
}

function matchAt(form: RegExp, text: string, at: number): RegExpExecArray | undefined {
  form.lastIndex = at;
  return form.exec(text) ?? undefined;
}

function toMalformed(at: number): Error {
  return new Error(`A GraphQL document is malformed at character ${at}.`);
}

/** All selections of a document, outer ones first. */
export function listSelections(definitions: readonly Definition[]): Selection[] {
  const withNested = (selection: Selection): Selection[] => {
    return [selection, ...selection.selections.flatMap(withNested)];
  };
  return definitions.flatMap(({ selections }) => selections.flatMap(withNested));
}

/**
 * Removes the selections with the given keys, and what makes no sense without them: selections,
 * fragments and variables that nothing uses any more. Undefined when nothing would be left.
 */
export function removeSelections(text: string, keys: ReadonlySet<string>): string | undefined {
  const definitions = parseDocument(text);
  const emptied = new Set<string>();
  const isRemoved = ({ kind, name, key, selections }: Selection): boolean => {
    if (keys.has(key) || (kind === 'spread' && emptied.has(name))) return true;
    return selections.length > 0 && selections.every(isRemoved);
  };
  // A fragment without selections takes its spreads along, which may empty other fragments.
  for (let size = -1; size < emptied.size; ) {
    size = emptied.size;
    for (const { fragment, selections } of definitions) {
      if (fragment && selections.every(isRemoved)) emptied.add(fragment.name);
    }
  }
  const operations = definitions.filter(({ fragment }) => !fragment);
  if (operations.every(({ selections }) => selections.every(isRemoved))) return undefined;
  const toOuterRanges = (selection: Selection): Range[] => {
    return isRemoved(selection) ? [selection] : selection.selections.flatMap(toOuterRanges);
  };
  const ranges = definitions.flatMap((definition) =>
    definition.fragment && emptied.has(definition.fragment.name)
      ? [definition]
      : definition.selections.flatMap(toOuterRanges),
  );
  return removeUnused(removeRanges(text, ranges));
}

interface Range {
  start: number;
  end: number;
}

function removeRanges(text: string, ranges: readonly Range[]): string {
  const sorted = ranges.toSorted((one, other) => other.start - one.start);
  return sorted.reduce((rest, { start, end }) => rest.slice(0, start) + rest.slice(end), text);
}

/** GraphQL servers refuse fragments and variables that are not used. */
function removeUnused(text: string): string {
  const definitions = parseDocument(text);
  const spread = new Set(
    listSelections(definitions).flatMap(({ kind, name }) => (kind === 'spread' ? [name] : [])),
  );
  const unused = definitions.filter(({ fragment }) => fragment && !spread.has(fragment.name));
  if (unused.length > 0) return removeUnused(removeRanges(text, unused));
  const variables = /\$(\w+)\s*:\s*[\w![\]]+\s*,?\s*/g;
  const used = (text.match(/\$\w+/g) ?? []).map((found) => found.slice(1));
  const withoutVariables = text.replace(variables, (declaration, name: string) => {
    return used.indexOf(name) !== used.lastIndexOf(name) ? declaration : '';
  });
  return withoutVariables.replace(/,\s*\)/g, ')').replace(/^(\w+\s+\w+)\s*\(\s*\)/, '$1');
}
