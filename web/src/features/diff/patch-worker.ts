/** Reads long diffs away from the page. */
import { type FilePatch, readPatch } from './parse-patch.ts';

/** Read files are told in heaps: the first soon, for something to see. */
export interface PatchHeap {
  patches: FilePatch[];
  complete: boolean;
}

const heapLines = [1_500, 12_000];

addEventListener('message', ({ data }: MessageEvent<string>) => {
  let patches: FilePatch[] = [];
  let lines = 0;
  let told = 0;
  for (const patch of readPatch(data)) {
    patches.push(patch);
    lines += patch.content.state === 'text' ? patch.content.fileDiff.unifiedLineCount : 1;
    if (lines < (heapLines[Math.min(told, heapLines.length - 1)] ?? 0)) continue;
    tell({ patches, complete: false });
    patches = [];
    lines = 0;
    told++;
  }
  tell({ patches, complete: true });
});

function tell(heap: PatchHeap): void {
  postMessage(heap);
}
