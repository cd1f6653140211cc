import type { FileDiffMetadata } from '@pierre/diffs';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import { fileQuery } from '../../api/diffs.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { messages } from '../../text/messages.ts';

const noProblems: ReadonlyMap<string, string> = new Map();

/** Loads whole files to show the lines around changes, and keeps why that failed for a file. */
export function useFileContexts(diff: Diff) {
  const queryClient = useQueryClient();
  const [current, setCurrent] = useState({ diff, problems: noProblems });
  const problems = current.diff === diff ? current.problems : noProblems;
  const loadDiffFiles = useCallback(
    async (fileDiff: FileDiffMetadata) => {
      const { name, lang } = fileDiff;
      const setProblem = (problem: string | undefined) =>
        setCurrent((known) => {
          const before = known.diff === diff ? known.problems : noProblems;
          return { diff, problems: withProblem(before, name, problem) };
        });
      try {
        setProblem(messages.diff.contextLoading);
        const content = await queryClient.fetchQuery(fileQuery(diff, name));
        const sides = content.state === 'text' && reversePatch(fileDiff, content.text);
        if (!sides) throw new ContextUnavailable(content.state);
        setProblem(undefined);
        return {
          oldFile: { name: fileDiff.prevName ?? name, contents: sides.before, lang },
          newFile: { name, contents: sides.after, lang },
        };
      } catch (error) {
        setProblem(formatContextProblem(error));
        throw error;
      }
    },
    [queryClient, diff],
  );
  return useMemo(() => ({ problems, loadDiffFiles }), [problems, loadDiffFiles]);
}

/** The file has no text, or its text no longer fits the patch. */
class ContextUnavailable extends Error {
  readonly state: 'text' | 'binary' | 'too_large';

  constructor(state: 'text' | 'binary' | 'too_large') {
    super(messages.diff.contextUnavailable[state]);
    this.state = state;
  }
}

function formatContextProblem(error: unknown): string {
  if (error instanceof ContextUnavailable) return messages.diff.contextUnavailable[error.state];
  return messages.diff.contextFailed(formatProblemLine(error));
}

function withProblem(
  known: ReadonlyMap<string, string>,
  path: string,
  problem: string | undefined,
): ReadonlyMap<string, string> {
  const next = new Map(known);
  if (problem === undefined) next.delete(path);
  else next.set(path, problem);
  return next;
}

interface FileSides {
  before: string;
  after: string;
}

/**
 * Reconstructs the file before the change from the file after it and the patch. Undefined if the
 * patch does not belong to that file.
 */
export function reversePatch(patch: FileDiffMetadata, after: string): FileSides | undefined {
  const lines = after.split(/(?<=\n)/);
  const before: string[] = [];
  let next = 0;
  for (const hunk of patch.hunks) {
    const start = toStart(hunk.additionStart, hunk.additionCount);
    if (start < next) return undefined;
    for (; next < start; next++) before.push(lines[next] ?? '');
    if (before.length !== toStart(hunk.deletionStart, hunk.deletionCount)) return undefined;
    const added = patch.additionLines.slice(
      hunk.additionLineIndex,
      hunk.additionLineIndex + hunk.additionCount,
    );
    if (!added.every((line, at) => isSame(lines[start + at], line))) return undefined;
    next += added.length;
    const { deletionLineIndex: from, deletionCount } = hunk;
    before.push(...patch.deletionLines.slice(from, from + deletionCount));
  }
  before.push(...lines.slice(next));
  return { before: before.join(''), after };
}

/** The number of lines before a hunk. Git gives an empty side the number of the line before it. */
function toStart(start: number, count: number): number {
  return count === 0 ? start : start - 1;
}

function isSame(line: string | undefined, wanted: string): boolean {
  return line !== undefined && withoutEnd(line) === withoutEnd(wanted);
}

const withoutEnd = (line: string) => line.replace(/\r?\n$/, '');
