import { useEffect, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import { type FilePatch, parsePatch } from './parse-patch.ts';
import type { PatchBatch } from './patch-worker.ts';

export interface ParsedPatches {
  /** The diff that the patches belong to. */
  diff: Diff;
  patches: readonly FilePatch[];
  complete: boolean;
  failed: boolean;
}

/** Parsing a shorter diff costs less than starting a worker. */
const shortDiffLength = 200_000;
const isShort = ({ diff }: Diff) => diff.length <= shortDiffLength;

/**
 * Parses a diff, a long one in a worker. Another long diff replaces the shown one only when it is
 * parsed completely, so that files do not disappear in between.
 */
export function usePatches(diff: Diff): ParsedPatches {
  const [parsed, setParsed] = useState(() => startParsing(diff));
  if (parsed.diff !== diff && isShort(diff)) setParsed(startParsing(diff));
  useEffect(() => {
    if (isShort(diff)) return;
    let patches: readonly FilePatch[] = [];
    const update = (complete: boolean, failed: boolean) =>
      setParsed((known) =>
        known.diff === diff || complete ? { diff, patches, complete, failed } : known,
      );
    return parseInWorker(
      diff.diff,
      (batch) => {
        patches = [...patches, ...batch.patches];
        update(batch.complete, false);
      },
      () => update(true, true),
    );
  }, [diff]);
  return parsed;
}

function startParsing(diff: Diff): ParsedPatches {
  const complete = isShort(diff);
  return { diff, patches: complete ? [...parsePatch(diff.diff)] : [], complete, failed: false };
}

/** Returns a function that stops the worker. */
function parseInWorker(
  text: string,
  onBatch: (batch: PatchBatch) => void,
  onFailure: () => void,
): () => void {
  const worker = new Worker(new URL('patch-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<PatchBatch>) => {
    onBatch(data);
    if (data.complete) worker.terminate();
  });
  worker.addEventListener('error', onFailure);
  worker.postMessage(text, []);
  return () => worker.terminate();
}
