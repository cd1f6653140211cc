import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import type { DiffEntry } from './diff-entries.ts';
import { isViewed, parseViewedMarks, withMark } from './viewed-marks.ts';

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
