import type { FileDiffMetadata } from '@pierre/diffs';

/** The numbers of the lines that a patch adds, in the new file. */
export function listAddedLines({ hunks }: FileDiffMetadata): ReadonlySet<number> {
  const added = new Set<number>();
  for (const { additionStart, hunkContent } of hunks) {
    let number = additionStart;
    for (const part of hunkContent) {
      if (part.type === 'context') {
        number += part.lines;
        continue;
      }
      for (const end = number + part.additions; number < end; number += 1) added.add(number);
    }
  }
  return added;
}
