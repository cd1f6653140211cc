import type { Diff, DiffFile } from '../../../../src/contract/diff.ts';
import { type FoldReason, findFoldReason } from './fold-reason.ts';
import type { FilePatch } from './read-patch.ts';

/** One file of the diff as the viewer shows it. */
export interface DiffEntry {
  file: DiffFile;
  /** Absent while its lines were not sent: they are read on demand. */
  patch: FilePatch | undefined;
  /** Another one when the file changed. */
  version: string;
  /** Why it starts folded, apart from having been viewed. */
  foldReason: FoldReason | undefined;
}

export interface PatchSource {
  diff: Diff;
  patches: readonly FilePatch[];
  complete: boolean;
}

/** The files in the order of the patch, then those that came without lines. */
export function toEntries({ diff, patches, complete }: PatchSource): DiffEntry[] {
  const listed = new Map(diff.files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const entries: DiffEntry[] = [];
  for (const patch of patches) {
    if (seen.has(patch.path)) continue;
    seen.add(patch.path);
    const file = listed.get(patch.path) ?? toFile(patch);
    entries.push({ file, patch, version: patch.version, foldReason: toFoldReason(file, patch) });
  }
  if (!complete) return entries;
  for (const file of diff.files) {
    if (!seen.has(file.path)) entries.push(toUnsent(diff, file));
  }
  return entries;
}

/** The file once its lines were read. */
export function withPatch(entry: DiffEntry, patch: FilePatch): DiffEntry {
  return { ...entry, patch, foldReason: toFoldReason(entry.file, patch) };
}

/** Whether its lines are somewhere to be had. */
export function canLoad({ file, patch }: DiffEntry): boolean {
  return patch === undefined && !file.binary && file.additions + file.deletions > 0;
}

/** Without its lines, only the head tells whether a file changed. */
function toUnsent(diff: Diff, file: DiffFile): DiffEntry {
  const { status, additions, deletions } = file;
  const version = `${diff.head_sha ?? ''} ${status} ${additions} ${deletions}`;
  return { file, patch: undefined, version, foldReason: findFoldReason(file) };
}

function toFoldReason(file: DiffFile, { content }: FilePatch): FoldReason | undefined {
  return findFoldReason(file, content.state === 'text' && content.generated);
}

function toFile(patch: FilePatch): DiffFile {
  const { content, path, previousPath, modeBefore, modeAfter } = patch;
  const hunks = content.state === 'text' ? content.fileDiff.hunks : [];
  const type = content.state === 'text' ? content.fileDiff.type : undefined;
  return {
    path,
    previous_path: previousPath,
    status: toStatus(type, previousPath, modeBefore !== modeAfter),
    additions: hunks.reduce((sum, hunk) => sum + hunk.additionLines, 0),
    deletions: hunks.reduce((sum, hunk) => sum + hunk.deletionLines, 0),
    binary: content.state === 'binary',
  };
}

function toStatus(
  type: string | undefined,
  previousPath: string | null,
  modeChanged: boolean,
): DiffFile['status'] {
  if (type === 'new') return 'added';
  if (type === 'deleted') return 'deleted';
  if (previousPath !== null) return 'renamed';
  return modeChanged ? 'changed' : 'modified';
}
