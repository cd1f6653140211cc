import { type Fields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';

/** Accounts and teams in REST's form. */
export function parseRequestedReviewers(fields: Fields | undefined): string[] | undefined {
  const accounts = parseList(fields?.requested_reviewers, (entry) => parseName(entry, 'login'));
  const teams = parseList(fields?.requested_teams ?? [], (entry) => parseName(entry, 'slug'));
  return accounts && teams && toReviewerNames([...accounts, ...teams]);
}

/** In one order, because GitHub's two APIs have orders of their own. */
export function toReviewerNames(names: readonly string[]): string[] {
  return names.map((name) => toPlainText(name, 100)).toSorted();
}

function parseName(entry: unknown, field: 'login' | 'slug'): string | undefined {
  return findText(toFields(entry), field);
}
