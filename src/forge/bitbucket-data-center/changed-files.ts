import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import { toUncountedFile } from '../diff/changes.ts';
import type { Access, DiffFile } from '../forge.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import { parsePath } from './json-diff.ts';
import { toListReading } from './pages.ts';

// The most that an installation gives out unless it was told otherwise.
const largePageSize = 1_000;
const mostPages = 20;
const reading = toListReading('changed-files/1', parseChangedFile);

const statuses = new Map<string, DiffFile['status']>([
  ['ADD', 'added'],
  ['DELETE', 'deleted'],
  ['MODIFY', 'modified'],
  ['MOVE', 'renamed'],
  ['RENAME', 'renamed'],
  ['COPY', 'copied'],
  ['UNKNOWN', 'changed'],
]);

/** Every file that changed, without the number of its lines, which this list does not tell. */
export function listChangedFiles(
  url: string,
  subject: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<DiffFile[]>> {
  const first = `${url}${url.includes('?') ? '&' : '?'}limit=${largePageSize}`;
  return listAll(api, { url: first, subject, reading }, mostPages, access);
}

export function parseChangedFile(body: unknown): DiffFile | undefined {
  const fields = toFields(body);
  const path = parsePath(fields?.path);
  const status = statuses.get(findText(fields, 'type') ?? '');
  if (path === undefined || !status) return undefined;
  const previousPath = ['renamed', 'copied'].includes(status)
    ? (parsePath(fields?.srcPath) ?? null)
    : null;
  return toUncountedFile(path, status, previousPath);
}
