import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { Diff, FileDiff } from '../../../../src/contract/diff.ts';
import { fileDiffQuery } from '../../api/diffs.ts';
import type { DiffEntry } from './diff-entries.ts';
import { type FilePatch, parseFilePatch, type Whitespace } from './parse-patch.ts';

/** The progress of loading the lines of one file. */
export type FileLoad =
  | { state: 'loading' }
  | { state: 'failed'; error: unknown }
  | { state: 'too_large' }
  | { state: 'loaded'; patch: FilePatch; patchWithoutWhitespace: FilePatch };

type FileLoads = ReadonlyMap<string, FileLoad>;

const maximumConcurrent = 3;
const noLoads: FileLoads = new Map();

/** Loads the lines of files that came without them, on demand and a few at a time. */
export function useLoadedFiles(diff: Diff) {
  const queryClient = useQueryClient();
  const [queue] = useState(() => new TaskQueue(maximumConcurrent));
  const [current, setCurrent] = useState({ diff, loads: noLoads });
  const loads = current.diff === diff ? current.loads : noLoads;
  useEffect(() => () => queue.clear(), [queue]);
  const load = useCallback(
    (entries: readonly DiffEntry[]) => {
      const setLoad = (path: string, state: FileLoad) =>
        setCurrent((known) => {
          const before = known.diff === diff ? known.loads : noLoads;
          return { diff, loads: new Map(before).set(path, state) };
        });
      for (const entry of entries) {
        setLoad(entry.file.path, { state: 'loading' });
        queue.add(async () => {
          try {
            const fileDiff = await queryClient.fetchQuery(fileDiffQuery(diff, entry.file));
            setLoad(entry.file.path, toLoad(fileDiff, entry));
          } catch (error) {
            setLoad(entry.file.path, { state: 'failed', error });
          }
        });
      }
    },
    [queryClient, queue, diff],
  );
  return useMemo(() => ({ loads, load }), [loads, load]);
}

function toLoad(fileDiff: FileDiff, { file }: DiffEntry): FileLoad {
  if (fileDiff.state === 'too_large') return { state: 'too_large' };
  const parse = (whitespace: Whitespace): FilePatch => {
    const patch = parseFilePatch(fileDiff.diff, whitespace);
    const content = fileDiff.state === 'binary' ? { state: 'binary' as const } : patch.content;
    return { ...patch, path: file.path, content };
  };
  return { state: 'loaded', patch: parse('shown'), patchWithoutWhitespace: parse('ignored') };
}

/** Runs tasks in order, a limited number at a time. */
export class TaskQueue {
  readonly #maximumConcurrent: number;
  #waiting: (() => Promise<void>)[] = [];
  #running = 0;

  constructor(maximumConcurrent: number) {
    this.#maximumConcurrent = maximumConcurrent;
  }

  /** The task must handle its own errors. */
  add(task: () => Promise<void>): void {
    this.#waiting.push(task);
    this.#startNext();
  }

  clear(): void {
    this.#waiting = [];
  }

  #startNext(): void {
    if (this.#running >= this.#maximumConcurrent) return;
    const task = this.#waiting.shift();
    if (task) void this.#run(task);
  }

  async #run(task: () => Promise<void>): Promise<void> {
    this.#running++;
    try {
      await task();
    } finally {
      this.#running--;
      this.#startNext();
    }
  }
}
