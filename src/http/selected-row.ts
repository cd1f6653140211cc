import type { Static } from 'typebox';
import type { SelectBranch } from '../contract/diff.ts';
import { stripCredentials } from '../domain/remote-origin.ts';
import type { HttpStore } from '../store/http-store.ts';
import { type DiffStatusRow, listOrigins } from '../store/rows.ts';
import type { ChatReader } from './chat-reader.ts';
import { getUser } from './server/authentication.ts';
import { HttpProblem } from './server/problem-response.ts';

export interface SelectedRowDeps {
  reader: Pick<ChatReader, 'getChatRow'>;
  store: Pick<HttpStore, 'listDiffStatuses'>;
}

/** A request that names a chat in its path and may name a branch in its query. */
export type BranchRequest = Parameters<typeof getUser>[0] & {
  params: { chat: string };
  query: Static<typeof SelectBranch>;
};

export interface SelectedRow {
  row: DiffStatusRow;
  ownerId: string;
  /** Of its chat. */
  publicId: string;
}

/** The tracked branch that a request selects, of a chat that its user may read. */
export async function readSelectedRow(
  request: BranchRequest,
  { reader, store }: SelectedRowDeps,
): Promise<SelectedRow> {
  const chat = await reader.getChatRow(getUser(request).id, request.params.chat);
  const row = getSelectedRow(await store.listDiffStatuses([chat.id]), request.query);
  return { row, ownerId: chat.owner_id, publicId: chat.public_id };
}

/** The tracked branch that a request selects; the primary one by default. */
export function getSelectedRow(
  rows: readonly DiffStatusRow[],
  selection: Static<typeof SelectBranch>,
): DiffStatusRow {
  const origin = selection.origin === undefined ? undefined : stripCredentials(selection.origin);
  const row = rows.find(
    (candidate) =>
      (origin === undefined || listOrigins(candidate).includes(origin)) &&
      (selection.branch === undefined || candidate.git_branch === selection.branch),
  );
  if (row) return row;
  const detail =
    rows.length === 0
      ? 'This chat has no tracked branch yet. Push one first.'
      : 'This chat does not track that branch. Choose one of its diff_statuses.';
  throw new HttpProblem(404, detail);
}

/** Identifies the tracked branch in a response. */
export function toBranchKey({ row, publicId }: Pick<SelectedRow, 'row' | 'publicId'>) {
  return { chat_id: publicId, remote_origin: row.git_remote_origin, branch: row.git_branch };
}
