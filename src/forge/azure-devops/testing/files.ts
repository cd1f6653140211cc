import { createHash } from 'node:crypto';
import type { ComparedFile } from '../../testing/diff-fixtures.ts';

/** As git names an object. */
export function toBlobId(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** The entries of a comparison: folders too, and what was moved once more where it was. */
export function listChangeJson(files: readonly ComparedFile[]) {
  const folders = new Set(files.flatMap(({ path }) => listFolders(path)));
  return [
    ...[...folders].map((path) => ({
      item: { objectId: 'd'.repeat(40), gitObjectType: 'tree', path, isFolder: true },
      changeType: 'edit',
    })),
    ...files.flatMap(toEntries),
  ];
}

function toEntries({ path, previousPath, before, after }: ComparedFile) {
  const item = {
    objectId: after === null ? '' : toBlobId(after),
    ...(before !== null && { originalObjectId: toBlobId(before) }),
    gitObjectType: 'blob',
    path: `/${path}`,
  };
  if (before === null) return [{ item, changeType: 'add' }];
  if (after === null) return [{ item, changeType: 'delete' }];
  if (previousPath === undefined) return [{ item, changeType: 'edit' }];
  const left = { ...item, objectId: '', path: `/${previousPath}` };
  const changeType = before === after ? 'rename' : 'edit, rename';
  return [
    { item, changeType, sourceServerItem: `/${previousPath}` },
    { item: left, changeType: 'delete, sourceRename' },
  ];
}

function listFolders(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}
