import type { FileDiffMetadata } from '@pierre/diffs';
import type { FilePatch } from './parse-patch.ts';

/** Lines that were removed in one place and added in another. */
export interface MovedBlock {
  from: LinePlace;
  to: LinePlace;
  lines: number;
}

interface LinePlace {
  path: string;
  /** The number of the first line. */
  line: number;
}

/** Shorter blocks repeat by chance. */
const fewestLines = 3;
/** As git, which does not take a few brackets for code that moved. */
const fewestLetters = 20;
/** A line that was added more often, such as a bracket, does not start a block. */
const mostStarts = 50;

interface ChangedLine extends LinePlace {
  /** Without whitespace. */
  text: string;
  /** The change of both sides that the line belongs to. */
  change: number;
}

/** Finds moved blocks over all files. Whitespace is ignored, because moved code is often indented anew. */
export function findMovedBlocks(patches: readonly FilePatch[]): MovedBlock[] {
  const { removed, added } = listChangedLines(patches);
  const starts = indexByText(added);
  const blocks: MovedBlock[] = [];
  for (let at = 0; at < removed.length; ) {
    const block = findLongest(removed, at, added, starts);
    if (block) blocks.push(block);
    at += block?.lines ?? 1;
  }
  return blocks;
}

function listChangedLines(patches: readonly FilePatch[]) {
  const removed: ChangedLine[] = [];
  const added: ChangedLine[] = [];
  let change = 0;
  for (const { path, content } of patches) {
    if (content.state !== 'text') continue;
    const { fileDiff } = content;
    for (const hunk of fileDiff.hunks) {
      for (const part of hunk.hunkContent) {
        if (part.type === 'context') continue;
        change++;
        const old = hunk.deletionStart - hunk.deletionLineIndex;
        const now = hunk.additionStart - hunk.additionLineIndex;
        collect(removed, fileDiff.deletionLines, part.deletionLineIndex, part.deletions, old);
        collect(added, fileDiff.additionLines, part.additionLineIndex, part.additions, now);
      }
    }
    function collect(
      into: ChangedLine[],
      lines: FileDiffMetadata['additionLines'],
      first: number,
      count: number,
      offset: number,
    ) {
      for (let at = first; at < first + count; at++) {
        const text = (lines[at] ?? '').replace(/\s+/g, '');
        into.push({ path, line: at + offset, text, change });
      }
    }
  }
  return { removed, added };
}

function indexByText(lines: readonly ChangedLine[]): Map<string, number[]> {
  const index = new Map<string, number[]>();
  for (const [at, { text }] of lines.entries()) {
    if (text === '') continue;
    const known = index.get(text);
    if (known) known.push(at);
    else index.set(text, [at]);
  }
  return index;
}

function findLongest(
  removed: readonly ChangedLine[],
  at: number,
  added: readonly ChangedLine[],
  starts: ReadonlyMap<string, number[]>,
): MovedBlock | undefined {
  const from = removed[at];
  const candidates = starts.get(from?.text ?? '') ?? [];
  if (!from || candidates.length > mostStarts) return undefined;
  let best: MovedBlock | undefined;
  for (const start of candidates) {
    const to = added[start];
    // Within one change, the lines stayed where they were.
    if (!to || to.change === from.change) continue;
    const lines = countEqual(removed, at, added, start);
    if (lines > (best?.lines ?? 0)) {
      best = {
        from: { path: from.path, line: from.line },
        to: { path: to.path, line: to.line },
        lines,
      };
    }
  }
  if (!best || best.lines < fewestLines) return undefined;
  const text = removed.slice(at, at + best.lines).map((line) => line.text);
  const letters = text.join('').replace(/[^\p{L}\p{N}]/gu, '');
  return letters.length < fewestLetters ? undefined : best;
}

function countEqual(
  removed: readonly ChangedLine[],
  at: number,
  added: readonly ChangedLine[],
  start: number,
): number {
  let count = 0;
  for (;;) {
    const [one, other] = [removed[at + count], added[start + count]];
    if (!one || !other || one.text !== other.text) return count;
    if (one.change !== removed[at]?.change || other.change !== added[start]?.change) return count;
    count++;
  }
}

/** The moved lines of each file by side and number, with the place where each came from or went. */
export type MovedLines = ReadonlyMap<string, { old: LinePlaces; new: LinePlaces }>;
type LinePlaces = Map<number, LinePlace>;

export function toMovedLines(blocks: readonly MovedBlock[]): MovedLines {
  const files = new Map<string, { old: LinePlaces; new: LinePlaces }>();
  const find = (path: string) => {
    const known = files.get(path) ?? { old: new Map(), new: new Map() };
    files.set(path, known);
    return known;
  };
  for (const { from, to, lines } of blocks) {
    for (let at = 0; at < lines; at++) {
      find(from.path).old.set(from.line + at, { path: to.path, line: to.line + at });
      find(to.path).new.set(to.line + at, { path: from.path, line: from.line + at });
    }
  }
  return files;
}
