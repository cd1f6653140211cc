import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import type { DiffEntry } from './diff-entries.ts';

const key = 'afterpush.viewed';

/** Which files a person has viewed, kept in this browser and shared by its tabs. */
export function useViewedMarks({ chat_id: chatId, remote_origin: origin, branch }: Diff) {
  const [marks, setMarks] = useState(readMarks);
  const branchKey = JSON.stringify([chatId, origin, branch]);
  useEffect(() => {
    const onStorage = (event: StorageEvent) => {
      if (event.key === key || event.key === null) setMarks(readMarks());
    };
    addEventListener('storage', onStorage);
    return () => removeEventListener('storage', onStorage);
  }, []);
  const isMarked = useCallback(
    ({ file, version }: DiffEntry) => isViewed(marks, branchKey, file.path, version),
    [marks, branchKey],
  );
  const mark = useCallback(
    ({ file, version }: DiffEntry, viewed: boolean) => {
      const marked = viewed ? version : undefined;
      const next = withMark(readMarks(), branchKey, file.path, marked, Date.now());
      setMarks(next);
      store(JSON.stringify(next));
    },
    [branchKey],
  );
  return useMemo(() => ({ isMarked, mark }), [isMarked, mark]);
}

function readMarks() {
  return parseViewedMarks(localStorage.getItem(key));
}

/** A full or forbidden store costs the memory of the marks, not the marks. */
function store(text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    localStorage.removeItem(key);
  }
}

/** What a person has viewed: of each branch the files, each with the version they saw. */
interface ViewedMarks {
  readonly [branch: string]: { readonly at: number; readonly files: FileVersions };
}
type FileVersions = Readonly<Record<string, string>>;

/** Marks kept in one browser: some hundred kilobytes. The branches marked longest ago go first. */
export const maximumMarks = 5_000;

export function parseViewedMarks(text: string | null): ViewedMarks {
  try {
    const read: unknown = JSON.parse(text ?? '{}');
    const entries = isRecord(read) ? Object.entries(read) : [];
    return Object.fromEntries(
      entries.flatMap(([branch, value]) => (isBranch(value) ? [[branch, value] as const] : [])),
    );
  } catch {
    return {};
  }
}

export function isViewed(
  marks: ViewedMarks,
  branch: string,
  path: string,
  version: string,
): boolean {
  return findVersion(marks, branch, path) === version;
}

/** Sets the mark, or takes it away when `version` is undefined. */
export function withMark(
  marks: ViewedMarks,
  branch: string,
  path: string,
  version: string | undefined,
  at: number,
): ViewedMarks {
  const { [path]: _before, ...others } = marks[branch]?.files ?? {};
  const files = version === undefined ? others : { ...others, [path]: version };
  const { [branch]: _branch, ...rest } = marks;
  const kept = Object.keys(files).length === 0 ? rest : { ...rest, [branch]: { at, files } };
  return withoutOldest(kept);
}

function withoutOldest(marks: ViewedMarks): ViewedMarks {
  let room = maximumMarks;
  const newest = Object.entries(marks).toSorted(([, one], [, other]) => other.at - one.at);
  const kept = newest.flatMap(([branch, { at, files }]) => {
    if (room <= 0) return [];
    const fitting = Object.entries(files).slice(-room);
    room -= fitting.length;
    return [[branch, { at, files: Object.fromEntries(fitting) }] as const];
  });
  return Object.fromEntries(kept);
}

function findVersion(marks: ViewedMarks, branch: string, path: string): string | undefined {
  const files = Object.hasOwn(marks, branch) ? marks[branch]?.files : undefined;
  return files !== undefined && Object.hasOwn(files, path) ? files[path] : undefined;
}

function isBranch(value: unknown): value is ViewedMarks[string] {
  return (
    isRecord(value) &&
    typeof value.at === 'number' &&
    isRecord(value.files) &&
    Object.values(value.files).every((version) => typeof version === 'string')
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
