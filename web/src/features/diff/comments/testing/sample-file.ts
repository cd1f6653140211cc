import '../../testing/navigator.ts';

import type { FileDiffMetadata } from '@pierre/diffs';
import { type FilePatch, parseFilePatch } from '../../parse-patch.ts';

const head = 'diff --git a/x.ts b/x.ts\nindex 1..2 100644\n--- a/x.ts\n+++ b/x.ts\n';

/** A patch of `x.ts` with these hunks. */
export function toSamplePatch(...hunks: readonly string[]): FilePatch {
  return parseFilePatch(`${head}${hunks.join('')}`);
}

export function getFileDiff({ content }: FilePatch): FileDiffMetadata {
  if (content.state !== 'text') throw new Error('The sample has lines.');
  return content.fileDiff;
}

/** Lines 10 to 13 before, 10 to 14 after: one deleted, two added. */
export const sampleHunk = '@@ -10,4 +10,5 @@\n ten\n-old\n+new\n+more\n twelve\n thirteen\n';
