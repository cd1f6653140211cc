import type { DiffFile } from '../forge.ts';
import { findCount, findFields, findText, toFields } from '../parsing/json-fields.ts';
import { toListReading } from './pages.ts';

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
