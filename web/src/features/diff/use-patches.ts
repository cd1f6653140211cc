import { useEffect, useMemo, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import { findMovedBlocks, type MovedBlock } from './moved-blocks.ts';
import { type FilePatch, parsePatch, type Whitespace } from './parse-patch.ts';
import type { PatchBatch, PatchRequest } from './patch-worker.ts';

export interface PatchOptions {
  whitespace: Whitespace;
  findMoved: boolean;
}

export interface ParsedPatches {
  /** The diff that the patches belong to. */
  diff: Diff;
  patches: readonly FilePatch[];
  complete: boolean;
  failed: boolean;
  options: PatchOptions;
  /** Empty unless they are looked for. */
  moved: readonly MovedBlock[];
}

/** Parsing a shorter diff costs less than starting a worker. */
const shortDiffLength = 200_000;
const isShort = ({ diff }: Diff) => diff.length <= shortDiffLength;

/**
 * Parses a diff, a long one in a worker. Another long diff replaces the shown one only when it is
 * parsed completely, so that files do not disappear in between.
 */
export function usePatches(diff: Diff, { whitespace, findMoved }: PatchOptions): ParsedPatches {
  const options = useMemo(() => ({ whitespace, findMoved }), [whitespace, findMoved]);
  const [parsed, setParsed] = useState(() => startParsing(diff, options));
  const isOther = parsed.diff !== diff || parsed.options !== options;
  if (isOther && isShort(diff)) setParsed(startParsing(diff, options));
  useEffect(() => {
    if (isShort(diff)) return;
    let patches: readonly FilePatch[] = [];
    const update = (complete: boolean, failed: boolean, moved: readonly MovedBlock[] = []) =>
      setParsed((known) =>
        (known.diff === diff && !known.complete) || complete
          ? { diff, patches, complete, failed, options, moved }
          : known,
      );
    return parseInWorker(
      { text: diff.diff, ...options },
      (batch) => {
        patches = [...patches, ...batch.patches];
        update(batch.complete, false, batch.moved);
      },
      () => update(true, true),
    );
  }, [diff, options]);
  return parsed;
}

function startParsing(diff: Diff, options: PatchOptions): ParsedPatches {
  const complete = isShort(diff);
  const patches = complete ? [...parsePatch(diff.diff, options.whitespace)] : [];
  const moved = options.findMoved ? findMovedBlocks(patches) : [];
  return { diff, patches, complete, failed: false, options, moved };
}

/** Returns a function that stops the worker. */
function parseInWorker(
  request: PatchRequest,
  onBatch: (batch: PatchBatch) => void,
  onFailure: () => void,
): () => void {
  const worker = new Worker(new URL('patch-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<PatchBatch>) => {
    onBatch(data);
    if (data.complete) worker.terminate();
  });
  worker.addEventListener('error', onFailure);
  worker.postMessage(request, []);
  return () => worker.terminate();
}
