import { useEffect, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import { type FilePatch, readPatch } from './parse-patch.ts';
import type { PatchHeap } from './patch-worker.ts';

export interface ReadPatches {
  /** The diff that these were read from. */
  diff: Diff;
  patches: readonly FilePatch[];
  complete: boolean;
  failed: boolean;
}

/** Up to here reading costs less than starting a worker. */
const shortDiff = 200_000;
const isShort = ({ diff }: Diff) => diff.length <= shortDiff;

/**
 * The files of a diff as they are read. Another diff is shown when it was read whole: what a person
 * looks at does not fall apart meanwhile.
 */
export function usePatches(diff: Diff): ReadPatches {
  const [read, setRead] = useState(() => start(diff));
  if (read.diff !== diff && isShort(diff)) setRead(start(diff));
  useEffect(() => {
    if (isShort(diff)) return;
    let patches: readonly FilePatch[] = [];
    const tell = (complete: boolean, failed: boolean) =>
      setRead((known) =>
        known.diff === diff || complete ? { diff, patches, complete, failed } : known,
      );
    return readInWorker(
      diff.diff,
      (heap) => {
        patches = [...patches, ...heap.patches];
        tell(heap.complete, false);
      },
      () => tell(true, true),
    );
  }, [diff]);
  return read;
}

function start(diff: Diff): ReadPatches {
  const complete = isShort(diff);
  return { diff, patches: complete ? [...readPatch(diff.diff)] : [], complete, failed: false };
}

function readInWorker(
  text: string,
  onHeap: (heap: PatchHeap) => void,
  onFailure: () => void,
): () => void {
  const worker = new Worker(new URL('patch-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<PatchHeap>) => {
    onHeap(data);
    if (data.complete) worker.terminate();
  });
  worker.addEventListener('error', onFailure);
  worker.postMessage(text, []);
  return () => worker.terminate();
}
