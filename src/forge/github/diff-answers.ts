import type { DiffFile } from '../forge.ts';
import { findCount, findFields, findText, toFields } from '../parsing/json-fields.ts';

/** The commit a branch points at. */
export function parseBranchSha(body: unknown): string | undefined {
  return findText(findFields(toFields(body), 'commit'), 'sha');
}

const fileStatuses: Record<string, DiffFile['status']> = {
  added: 'added',
  removed: 'deleted',
  modified: 'modified',
  renamed: 'renamed',
  copied: 'copied',
  changed: 'changed',
  unchanged: 'changed',
};

const emptyBlob = 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391';

export function parseFile(body: unknown): DiffFile | undefined {
  const fields = toFields(body);
  const path = findText(fields, 'filename');
  const status = fileStatuses[findText(fields, 'status') ?? ''];
  if (!fields || path === undefined || !status) return undefined;
  const additions = findCount(fields, 'additions') ?? 0;
  const deletions = findCount(fields, 'deletions') ?? 0;
  const previousPath = findText(fields, 'previous_filename') ?? null;
  // GitHub does not say it: what changed without a line that changed, and is not empty, is binary.
  const hasContent = ['added', 'deleted', 'modified'].includes(status) && fields.sha !== emptyBlob;
  const binary = hasContent && fields.patch === undefined && additions + deletions === 0;
  return { path, previousPath, status, additions, deletions, binary };
}
