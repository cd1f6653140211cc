import { type Fields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';

/** Accounts and teams. Null where Gitea is too old to tell, before 1.14. */
export function parseRequestedReviewers(fields: Fields): string[] | null {
  if (!('requested_reviewers' in fields)) return null;
  const users = parseList(fields.requested_reviewers ?? [], (user) =>
    findText(toFields(user), 'login'),
  );
  const teams = parseList(fields.requested_reviewers_teams ?? [], (team) =>
    findText(toFields(team), 'name'),
  );
  return users && teams ? [...users, ...teams].map((name) => toPlainText(name, 200)) : null;
}
