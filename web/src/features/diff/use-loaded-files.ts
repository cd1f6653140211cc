import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import type { FileDiff } from '../../../../src/contract/files.ts';
import { fileDiffQuery } from '../../api/diffs.ts';
import type { DiffEntry } from './diff-entries.ts';
import { type FilePatch, toFilePatch } from './parse-patch.ts';

/** How far the reading of one file's lines has come. */
export type FileLoad =
  | { state: 'reading' }
  | { state: 'failed'; error: unknown }
  | { state: 'too_large' }
  | { state: 'read'; patch: FilePatch };

export type FileLoads = ReadonlyMap<string, FileLoad>;

const atOnce = 3;
const none: FileLoads = new Map();

/** The lines of files that came without, read when a person wants them; few at a time. */
export function useLoadedFiles(diff: Diff) {
  const queryClient = useQueryClient();
  const [queue] = useState(() => new TaskQueue(atOnce));
  const [told, setTold] = useState({ diff, loads: none });
  const loads = told.diff === diff ? told.loads : none;
  useEffect(() => () => queue.clear(), [queue]);
  const load = useCallback(
    (entries: readonly DiffEntry[]) => {
      const tell = (path: string, state: FileLoad) =>
        setTold((known) => {
          const before = known.diff === diff ? known.loads : none;
          return { diff, loads: new Map(before).set(path, state) };
        });
      for (const entry of entries) {
        tell(entry.file.path, { state: 'reading' });
        queue.add(async () => {
          try {
            const answer = await queryClient.fetchQuery(fileDiffQuery(diff, entry.file));
            tell(entry.file.path, toLoad(answer, entry));
          } catch (error) {
            tell(entry.file.path, { state: 'failed', error });
          }
        });
      }
    },
    [queryClient, queue, diff],
  );
  return useMemo(() => ({ loads, load }), [loads, load]);
}

function toLoad(answer: FileDiff, { file }: DiffEntry): FileLoad {
  if (answer.state === 'too_large') return { state: 'too_large' };
  const read = toFilePatch(answer.diff);
  const content = answer.state === 'binary' ? { state: 'binary' as const } : read.content;
  return { state: 'read', patch: { ...read, path: file.path, content } };
}

/** Runs tasks in turn, a few at a time. */
export class TaskQueue {
  readonly #atOnce: number;
  #waiting: (() => Promise<void>)[] = [];
  #running = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** A task must not fail: it tells its failures itself. */
  add(task: () => Promise<void>): void {
    this.#waiting.push(task);
    this.#next();
  }

  clear(): void {
    this.#waiting = [];
  }

  #next(): void {
    if (this.#running >= this.#atOnce) return;
    const task = this.#waiting.shift();
    if (task) void this.#run(task);
  }

  async #run(task: () => Promise<void>): Promise<void> {
    this.#running++;
    try {
      await task();
    } finally {
      this.#running--;
      this.#next();
    }
  }
}
