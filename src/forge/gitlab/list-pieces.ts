import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { parseList, toFields } from '../parsing/json-fields.ts';
import { type DiffPiece, parseDiffPiece } from './diff-pieces.ts';
import { findNextPage } from './pages.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** What a merge request or a comparison changes, file by file. */
export interface Pieces {
  pieces: DiffPiece[];
  /** There are more files than GitLab lists. */
  isCut: boolean;
}

// A page holds the text of its files, and is read whole or not at all.
const filesPerPage = 30;
const mostPages = 100;
// Not remembered: it is as large as the changes are.
const isCovered = () => false;

const pageReading: Reading<DiffPiece[]> = {
  shape: 'diff-pieces/1',
  parse: (body) => parseList(body, parseDiffPiece),
  findNextUrl: findNextPage,
  isCovered,
};
const changesReading: Reading<Pieces> = {
  shape: 'changes/1',
  parse(body) {
    const fields = toFields(body);
    const pieces = parseList(fields?.changes, parseDiffPiece);
    return pieces && { pieces, isCut: fields?.overflow === true };
  },
  isCovered,
};

export async function listPieces(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Pieces>> {
  const base = toPullRequestApiUrl(reference, api);
  const subject = `the changes of ${toSubject(reference)}`;
  const first = { url: `${base}/diffs?per_page=${filesPerPage}`, subject, reading: pageReading };
  const listed = await listAll(api, first, mostPages, access);
  if (listed.kind === 'read')
    return { kind: 'read', value: { pieces: listed.value, isCut: false } };
  if (listed.status !== 404) return listed;
  // Before 15.7 the changes come in one answer.
  return api.read({ url: `${base}/changes`, subject, reading: changesReading }, access);
}
