import type { Static } from 'typebox';
import type { SelectBranch } from '../contract/diff.ts';
import { stripCredentials } from '../domain/remote-origin.ts';
import type { DiffStatusRow } from '../store/rows.ts';
import { HttpProblem } from './problem-response.ts';

/** The tracked branch that a request means: the primary one unless it says another. */
export function getSelectedRow(
  rows: readonly DiffStatusRow[],
  selection: Static<typeof SelectBranch>,
): DiffStatusRow {
  const origin = selection.origin === undefined ? undefined : stripCredentials(selection.origin);
  const row = rows.find(
    (candidate) =>
      (origin === undefined || candidate.git_remote_origin === origin) &&
      (selection.branch === undefined || candidate.git_branch === selection.branch),
  );
  if (row) return row;
  const detail =
    rows.length === 0
      ? 'This chat has no tracked branch yet. Push one first.'
      : 'This chat does not track that branch. Choose one of its diff_statuses.';
  throw new HttpProblem(404, detail);
}
