/** Parses long diffs outside the main thread, and finds moved blocks in them. */
import { findMovedBlocks, type MovedBlock } from './moved-blocks.ts';
import { type FilePatch, parsePatch, type Whitespace } from './parse-patch.ts';

/** Some of the parsed files. The first batch is small, so that the start of a diff appears soon. */
export interface PatchBatch {
  patches: FilePatch[];
  complete: boolean;
  /** With the last batch, if they were requested. */
  moved?: MovedBlock[];
}

export interface PatchRequest {
  text: string;
  whitespace: Whitespace;
  findMoved: boolean;
}

const firstBatchLines = 1_500;
const batchLines = 12_000;

addEventListener('message', ({ data }: MessageEvent<PatchRequest>) => {
  const all: FilePatch[] = [];
  let patches: FilePatch[] = [];
  let lines = 0;
  let limit = firstBatchLines;
  for (const patch of parsePatch(data.text, data.whitespace)) {
    patches.push(patch);
    if (data.findMoved) all.push(patch);
    lines += patch.content.state === 'text' ? patch.content.fileDiff.unifiedLineCount : 1;
    if (lines < limit) continue;
    send({ patches, complete: false });
    patches = [];
    lines = 0;
    limit = batchLines;
  }
  send({ patches, complete: true, ...(data.findMoved && { moved: findMovedBlocks(all) }) });
});

function send(batch: PatchBatch): void {
  postMessage(batch);
}
