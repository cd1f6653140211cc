import type { FilePatch } from '../parse-patch.ts';
import type { CommentPlace } from './comment-place.ts';
import { type LineName, type LineRow, listLineRows, toLineName } from './line-rows.ts';

/** The lines that a comment is about, possibly in an earlier diff. */
export interface CommentAnchor {
  place: CommentPlace;
  quoted: string;
  headSha: string | null;
}

/** A file of the current diff. `patch` is undefined until its lines are loaded. */
export interface CurrentFile {
  previousPath: string | null;
  patch: FilePatch | undefined;
}

export type Placement =
  | { state: 'shown'; place: CommentPlace; inPatch: boolean }
  /** The lines of its file are not loaded yet. */
  | { state: 'not_loaded' }
  /** Its lines are not in this diff. */
  | { state: 'outdated' };

/** Finds the place of a comment in the current diff. */
export function findPlacement(
  anchor: CommentAnchor,
  headSha: string | null,
  file: CurrentFile | undefined,
): Placement {
  if (!file) return { state: 'outdated' };
  if (!file.patch) return { state: 'not_loaded' };
  const { content } = file.patch;
  if (content.state !== 'text') return { state: 'outdated' };
  const rows = listLineRows(content.fileDiff);
  const { place, quoted } = anchor;
  const name = toLineName(place);
  const sameHead = headSha !== null && anchor.headSha === headSha;
  if (sameHead) {
    const row = rows.find((each) => each[name] === place[name]);
    return { state: 'shown', place, inPatch: row?.inPatch ?? false };
  }
  const comparable = rows.filter((row) => isSameKind(row, name));
  const last = findLines(comparable, name, place[name], quoted);
  if (!last) return { state: 'outdated' };
  const moved = (last[name] ?? 0) - (place[name] ?? 0);
  const { oldLine, newLine, inPatch } = last;
  const startLine = place.startLine === null ? null : place.startLine + moved;
  const { path } = place;
  const { previousPath } = file;
  const found = { path, previousPath, oldLine, newLine, startLine };
  return { state: 'shown', place: found, inPatch };
}

/** A comment on a deleted line matches only deleted lines. */
function isSameKind(row: LineRow, name: LineName): boolean {
  return name === 'newLine' ? row.newLine !== null : row.newLine === null;
}

/** The last of the quoted lines: at their old position, or else where they occur exactly once. */
function findLines(
  rows: readonly LineRow[],
  name: LineName,
  lastLine: number | null,
  quoted: string,
): LineRow | undefined {
  if (quoted.trim() === '') return undefined;
  const wanted = quoted.split('\n');
  const found = rows.filter((_, at) => endsWith(rows, at, name, wanted));
  return found.find((row) => row[name] === lastLine) ?? (found.length === 1 ? found[0] : undefined);
}

function endsWith(
  rows: readonly LineRow[],
  last: number,
  name: LineName,
  wanted: readonly string[],
): boolean {
  const lastLine = rows[last]?.[name] ?? 0;
  return wanted.every((text, at) => {
    const before = wanted.length - 1 - at;
    const row = rows[last - before];
    return row?.[name] === lastLine - before && row.text === text;
  });
}
