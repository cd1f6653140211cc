import { toFilePatch, toTextHunks } from '../diff/file-patch.ts';
import type { Change } from './list-changes.ts';
import type { Content } from './read-content.ts';

/** One file's part of a unified diff, as git prints it. */
export function toPatch(change: Change, base: Content, head: Content): string {
  const { path, previousPath, status } = change;
  return toFilePatch({
    path,
    previousPath,
    status,
    binary: base.kind === 'binary' || head.kind === 'binary',
    objects: toObjects(change),
    hunks: isComparable(base, head) ? toTextHunks(toText(base), toText(head)) : '',
  });
}

function isComparable(...sides: Content[]): boolean {
  return sides.every(({ kind }) => kind === 'text' || kind === 'none');
}

function toText(content: Content): string {
  return content.kind === 'text' ? content.text : '';
}

/** Where both are known and differ. */
function toObjects({ status, baseId, headId }: Change): string | undefined {
  const nothing = '0000000';
  const base = status === 'added' ? nothing : baseId?.slice(0, 7);
  const head = status === 'deleted' ? nothing : headId?.slice(0, 7);
  if (!base || !head || base === head) return undefined;
  const mode = status === 'added' || status === 'deleted' ? '' : ' 100644';
  return `${base}..${head}${mode}`;
}
