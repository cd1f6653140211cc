import type { FileDiffMetadata } from '@pierre/diffs';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import { fileQuery } from '../../api/diffs.ts';
import { formatProblemLine } from '../../api/problem-text.ts';
import { messages } from '../../text/messages.ts';
import { reversePatch } from './reverse-patch.ts';

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
