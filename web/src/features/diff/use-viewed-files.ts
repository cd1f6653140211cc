import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import type { DiffEntry } from './diff-entries.ts';

const storageKey = 'afterpush.viewed';

/** Which files of a branch a person has viewed, kept in local storage and shared by all tabs. */
export function useViewedFiles(diff: Diff) {
  const { chat_id: chatId, remote_origin: origin, branch, from_sha: from, head_sha: to } = diff;
  const [viewed, setAll] = useState(readViewedFiles);
  // A range shows other lines of the same files.
  const range = from === undefined ? [] : [from, to];
  const branchKey = JSON.stringify([chatId, origin, branch, ...range]);
  useEffect(() => {
    const onStorage = (event: StorageEvent) => {
      if (event.key === storageKey || event.key === null) setAll(readViewedFiles());
    };
    addEventListener('storage', onStorage);
    return () => removeEventListener('storage', onStorage);
  }, []);
  const isEntryViewed = useCallback(
    ({ file, version }: DiffEntry) => isViewed(viewed, branchKey, file.path, version),
    [viewed, branchKey],
  );
  const setViewed = useCallback(
    ({ file, version }: DiffEntry, isNowViewed: boolean) => {
      const viewedVersion = isNowViewed ? version : undefined;
      const next = withViewed(readViewedFiles(), branchKey, file.path, viewedVersion, Date.now());
      setAll(next);
      store(JSON.stringify(next));
    },
    [branchKey],
  );
  return useMemo(() => ({ isViewed: isEntryViewed, setViewed }), [isEntryViewed, setViewed]);
}

function readViewedFiles() {
  return parseViewedFiles(localStorage.getItem(storageKey));
}

/** If storage is full or blocked, viewed files are kept only until the page is closed. */
function store(text: string): void {
  try {
    localStorage.setItem(storageKey, text);
  } catch {
    localStorage.removeItem(storageKey);
  }
}

/** For each branch, the viewed files with the version that was viewed. */
interface ViewedFiles {
  readonly [branch: string]: { readonly at: number; readonly files: FileVersions };
}
type FileVersions = Readonly<Record<string, string>>;

/** The limit of stored files, a few hundred kilobytes. The least recently viewed branches are removed first. */
export const maximumFiles = 5_000;

export function parseViewedFiles(text: string | null): ViewedFiles {
  try {
    const parsed: unknown = JSON.parse(text ?? '{}');
    const entries = isRecord(parsed) ? Object.entries(parsed) : [];
    return Object.fromEntries(
      entries.flatMap(([branch, value]) => (isBranch(value) ? [[branch, value] as const] : [])),
    );
  } catch {
    return {};
  }
}

export function isViewed(all: ViewedFiles, branch: string, path: string, version: string): boolean {
  return findVersion(all, branch, path) === version;
}

/** Records a file as viewed, or as not viewed if `version` is undefined. */
export function withViewed(
  all: ViewedFiles,
  branch: string,
  path: string,
  version: string | undefined,
  at: number,
): ViewedFiles {
  const { [path]: _before, ...others } = all[branch]?.files ?? {};
  const files = version === undefined ? others : { ...others, [path]: version };
  const { [branch]: _branch, ...rest } = all;
  const kept = Object.keys(files).length === 0 ? rest : { ...rest, [branch]: { at, files } };
  return withoutOldest(kept);
}

function withoutOldest(all: ViewedFiles): ViewedFiles {
  let room = maximumFiles;
  const newest = Object.entries(all).toSorted(([, one], [, other]) => other.at - one.at);
  const kept = newest.flatMap(([branch, { at, files }]) => {
    if (room <= 0) return [];
    const fitting = Object.entries(files).slice(-room);
    room -= fitting.length;
    return [[branch, { at, files: Object.fromEntries(fitting) }] as const];
  });
  return Object.fromEntries(kept);
}

function findVersion(all: ViewedFiles, branch: string, path: string): string | undefined {
  const files = Object.hasOwn(all, branch) ? all[branch]?.files : undefined;
  return files !== undefined && Object.hasOwn(files, path) ? files[path] : undefined;
}

function isBranch(value: unknown): value is ViewedFiles[string] {
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
