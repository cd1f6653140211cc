import type { ForgeApi, Unread } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import { type Changes, toTruncatedChanges, toWholeChanges } from '../diff/changes.ts';
import type { Access, DiffFile } from '../forge.ts';
import { findCount, findFields, findText, toFields } from '../parsing/json-fields.ts';
import { toListReading } from './api.ts';

/** As many files as Bitbucket lists on one page. */
export const filesPageSize = 500;

const statuses = new Map<string, DiffFile['status']>([
  ['added', 'added'],
  ['removed', 'deleted'],
  ['modified', 'modified'],
  ['renamed', 'renamed'],
]);

/** The files of a diff with their counts. What is binary is not told. */
export const filesReading = {
  ...toListReading('bitbucket-diffstat/1', parseFile),
  // Long, and asked for once per commit.
  isCovered: () => false,
};

export function parseFile(body: unknown): DiffFile | undefined {
  const fields = toFields(body);
  const before = findText(findFields(fields, 'old'), 'path');
  const after = findText(findFields(fields, 'new'), 'path');
  const path = after ?? before;
  if (!fields || path === undefined) return undefined;
  // Conflicts have statuses of their own: `merge conflict`, `local deleted`.
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

interface ChangesRequest {
  diffUrl: string;
  /** The files of the same diff. */
  diffstatUrl: string;
  subject: string;
  limitBytes: number;
}

const mostFilePages = 20;
/** What Bitbucket answers when making a diff takes it too long. */
export const tookTooLong = 555;

/** The diff, or the list of its files where it is beyond a cap. */
export async function readChanges(
  request: ChangesRequest,
  api: ForgeApi,
  access: Access,
): Promise<Changes | Unread> {
  const { diffUrl: url, subject, limitBytes } = request;
  const answer = await api.readText({ url, subject, limitBytes, accept: 'text/plain' }, access);
  const isRefused = answer.kind === 'unread' && answer.status === tookTooLong;
  if (isRefused) return listFiles(request, api, access);
  switch (answer.kind) {
    case 'unread':
      return answer;
    case 'text':
      return toWholeChanges(answer.text);
    case 'too_large':
      return listFiles(request, api, access);
  }
}

async function listFiles(
  { diffstatUrl, subject }: ChangesRequest,
  api: ForgeApi,
  access: Access,
): Promise<Changes | Unread> {
  const sized = new URL(diffstatUrl);
  sized.searchParams.set('pagelen', String(filesPageSize));
  const first = { url: sized.href, subject, reading: filesReading };
  const files = await listAll(api, first, mostFilePages, access);
  return files.kind === 'unread' ? files : toTruncatedChanges(files.value);
}
