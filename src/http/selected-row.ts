import type { Static } from 'typebox';
import type { SelectBranch } from '../contract/diff.ts';
import { stripCredentials } from '../domain/remote-origin.ts';
import { toRepositoryKey } from '../domain/repository-reference.ts';
import type { ForgeRegistry } from '../forge/registry.ts';
import type { HttpStore } from '../store/http-store.ts';
import { type DiffStatusRow, listOrigins } from '../store/rows.ts';
import type { ChatReader } from './chat-reader.ts';
import { getUser } from './server/authentication.ts';
import { HttpProblem } from './server/problem-response.ts';

type OriginForges = Pick<ForgeRegistry, 'findForgeByOrigin'>;

export interface SelectedRowDeps {
  forges: OriginForges;
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
  { reader, store, forges }: SelectedRowDeps,
): Promise<SelectedRow> {
  const chat = await reader.getChatRow(getUser(request).id, request.params.chat);
  const row = getSelectedRow(await store.listDiffStatuses([chat.id]), request.query, forges);
  return { row, ownerId: chat.owner_id, publicId: chat.public_id };
}

/** The tracked branch that a request selects; the primary one by default. */
export function getSelectedRow(
  rows: readonly DiffStatusRow[],
  { origin, branch }: Static<typeof SelectBranch>,
  forges: OriginForges,
): DiffStatusRow {
  const ofBranch = rows.filter((row) => branch === undefined || row.git_branch === branch);
  const [row] = origin === undefined ? ofBranch : listReached(ofBranch, origin, forges);
  if (row) return row;
  const detail =
    rows.length === 0
      ? 'This chat has no tracked branch yet. Push one first.'
      : 'This chat does not track that branch. Choose one of its diff_statuses.';
  throw new HttpProblem(404, detail);
}

/**
 * The rows that an address reaches: first those that were pushed to it, then those of its repository, because an
 * address has many spellings.
 */
export function listReached(
  rows: readonly DiffStatusRow[],
  origin: string,
  forges: OriginForges,
): DiffStatusRow[] {
  const named = stripCredentials(origin);
  const isPushed = (row: DiffStatusRow) => listOrigins(row).includes(named);
  const forge = forges.findForgeByOrigin(named);
  const repository = forge?.parseRemoteOrigin(named);
  const key = repository && toRepositoryKey(repository);
  const isSpelled = (row: DiffStatusRow) => row.forge_id === forge?.id && row.repository === key;
  return [...rows.filter(isPushed), ...rows.filter((row) => isSpelled(row) && !isPushed(row))];
}

/** Identifies the tracked branch in a response. */
export function toBranchKey({ row, publicId }: Pick<SelectedRow, 'row' | 'publicId'>) {
  return { chat_id: publicId, remote_origin: row.git_remote_origin, branch: row.git_branch };
}
