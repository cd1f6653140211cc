import {
  type BoardFilter,
  findUnknownTerms,
  isFieldName,
  parseFilter,
} from '../contract/board-filter.ts';
import { findNearestName } from '../contract/nearest-name.ts';
import { CommandError } from './command-action.ts';
import { toOneLine } from './safe-text.ts';

/** The filter of the page from the words of a command. What the page searches for as text is an error here. */
export function parseFilterWords(words: readonly string[]): BoardFilter {
  return parseFilterText(joinFilterWords(words));
}

/** The words of a command as one would type them on the page. */
export function joinFilterWords(words: readonly string[]): string {
  return words.map(quoteAsOneTerm).join(' ');
}

/** The same, as it is typed. */
export function parseFilterText(text: string): BoardFilter {
  const [unknown] = findUnknownTerms(text);
  if (unknown === undefined) return parseFilter(text, []);
  const { given, known } = unknown;
  const nearest = findNearestName(given, known);
  const advice =
    nearest === undefined ? `choose one of ${known.join(', ')}` : `did you mean ${nearest}?`;
  throw new CommandError(`the filter has no "${toOneLine(given, 60)}": ${advice}`, 'usage');
}

/** A shell has removed the quotes of `repo:"my app"` and of `"two words"`. */
function quoteAsOneTerm(word: string): string {
  if (!/\s/.test(word) || word.includes('"')) return word;
  const colon = word.indexOf(':');
  const name = word.slice(0, Math.max(0, colon));
  if (!isFieldName(name.replace(/^-/, ''))) return `"${word}"`;
  return `${name}:"${word.slice(colon + 1)}"`;
}
