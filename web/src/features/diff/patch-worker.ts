/** Parses long diffs outside the main thread. */
import { type FilePatch, parsePatch } from './parse-patch.ts';

/** Some of the parsed files. The first batch is small, so that the start of a diff appears soon. */
export interface PatchBatch {
  patches: FilePatch[];
  complete: boolean;
}

const firstBatchLines = 1_500;
const batchLines = 12_000;

addEventListener('message', ({ data }: MessageEvent<string>) => {
  let patches: FilePatch[] = [];
  let lines = 0;
  let limit = firstBatchLines;
  for (const patch of parsePatch(data)) {
    patches.push(patch);
    lines += patch.content.state === 'text' ? patch.content.fileDiff.unifiedLineCount : 1;
    if (lines < limit) continue;
    send({ patches, complete: false });
    patches = [];
    lines = 0;
    limit = batchLines;
  }
  send({ patches, complete: true });
});

function send(batch: PatchBatch): void {
  postMessage(batch);
}
