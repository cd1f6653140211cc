import type { FilePatch } from '../parse-patch.ts';
import type { CommentPlace } from './comment-place.ts';
import { type LineName, type LineRow, listLineRows, toLineName } from './line-rows.ts';

/** Something said of lines of a diff, which may have been another one. */
export interface Spoken {
  place: CommentPlace;
  quoted: string;
  headSha: string | null;
}

/** A file of the diff that is read. `patch` is absent while its lines were not sent. */
export interface ReadFile {
  previousPath: string | null;
  patch: FilePatch | undefined;
}

export type Placement =
  | { state: 'shown'; place: CommentPlace; amongChanges: boolean }
  /** The lines of its file were not read yet. */
  | { state: 'unread' }
  /** Its lines are not part of this diff. */
  | { state: 'earlier' };

/** Where in the diff that is read something said before stands. */
export function findPlacement(
  spoken: Spoken,
  headSha: string | null,
  file: ReadFile | undefined,
): Placement {
  if (!file) return { state: 'earlier' };
  if (!file.patch) return { state: 'unread' };
  const { content } = file.patch;
  if (content.state !== 'text') return { state: 'earlier' };
  const rows = listLineRows(content.fileDiff);
  const { place, quoted } = spoken;
  const name = toLineName(place);
  const sameHead = headSha !== null && spoken.headSha === headSha;
  if (sameHead) {
    const row = rows.find((each) => each[name] === place[name]);
    return { state: 'shown', place, amongChanges: row?.amongChanges ?? false };
  }
  const comparable = rows.filter((row) => isOfKind(row, name));
  const last = findLines(comparable, name, place[name], quoted);
  if (!last) return { state: 'earlier' };
  const moved = (last[name] ?? 0) - (place[name] ?? 0);
  const { oldLine, newLine, amongChanges } = last;
  const startLine = place.startLine === null ? null : place.startLine + moved;
  const { path } = place;
  const { previousPath } = file;
  const found = { path, previousPath, oldLine, newLine, startLine };
  return { state: 'shown', place: found, amongChanges };
}

/** What was said of a deleted line is said of no other. */
function isOfKind(row: LineRow, name: LineName): boolean {
  return name === 'newLine' ? row.newLine !== null : row.newLine === null;
}

/** The last of the quoted lines: where they were, or else the only place that has them. */
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
