import type { ForgeApi, Unread } from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import { type Changes, confirmEmpty, toTruncatedChanges, toWholeChanges } from '../diff/changes.ts';
import type { Access, DiffFile } from '../forge.ts';
import { findCount, findFields, findText, toFields } from '../parsing/json-fields.ts';
import { toListReading } from './api.ts';

interface ChangesRequest {
  diffUrl: string;
  /** The list of files of the same diff. */
  diffstatUrl: string;
  subject: string;
  limitBytes: number;
}

/** The status that Bitbucket returns when it takes too long to build a diff. */
export const tookTooLong = 555;

/** The diff, or only its files when it is too large. */
export async function readChanges(
  request: ChangesRequest,
  api: ForgeApi,
  access: Access,
): Promise<Changes | Unread> {
  const { diffUrl: url, subject, limitBytes } = request;
  const response = await api.readText({ url, subject, limitBytes, accept: 'text/plain' }, access);
  const isTooSlow = response.kind === 'unread' && response.status === tookTooLong;
  if (isTooSlow) return listFilesOnly(request, api, access);
  switch (response.kind) {
    case 'unread':
      return response;
    case 'text':
      return confirmEmpty(await toWholeChanges(response.text), () =>
        listFilesOnly(request, api, access),
      );
    case 'too_large':
      return listFilesOnly(request, api, access);
  }
}

/** The most files that Bitbucket lists on one page. */
export const filesPageSize = 500;

const statuses = new Map<string, DiffFile['status']>([
  ['added', 'added'],
  ['removed', 'deleted'],
  ['modified', 'modified'],
  ['renamed', 'renamed'],
]);

/** The files of a diff with their counts. Bitbucket does not report which are binary. */
export const filesReading = {
  ...toListReading('bitbucket-diffstat/1', parseChangedFile),
  // Too long to remember, and requested once per commit.
  isCovered: () => false,
};

export function parseChangedFile(body: unknown): DiffFile | undefined {
  const fields = toFields(body);
  const before = findText(findFields(fields, 'old'), 'path');
  const after = findText(findFields(fields, 'new'), 'path');
  const path = after ?? before;
  if (!fields || path === undefined) return undefined;
  // Files with conflicts have other statuses: `merge conflict`, `local deleted`.
  const status = statuses.get(findText(fields, 'status') ?? '') ?? 'modified';
  return {
    path,
    previousPath: status === 'renamed' ? (before ?? null) : null,
    status,
    additions: findCount(fields, 'lines_added') ?? 0,
    deletions: findCount(fields, 'lines_removed') ?? 0,
    binary: false,
  };
}

const mostFilePages = 20;

async function listFilesOnly(
  { diffstatUrl, subject }: ChangesRequest,
  api: ForgeApi,
  access: Access,
): Promise<Changes | Unread> {
  const sized = new URL(diffstatUrl);
  sized.searchParams.set('pagelen', String(filesPageSize));
  const first = { url: sized.href, subject, reading: filesReading };
  const files = await listPages(api, first, mostFilePages, access);
  return files.kind === 'unread' ? files : toTruncatedChanges(files.value, !files.isComplete);
}
