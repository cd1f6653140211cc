import type { FileDiffMetadata } from '@pierre/diffs';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { Diff } from '../../../../src/contract/diff.ts';
import { fileQuery } from '../../api/diffs.ts';
import { formatProblem } from '../../api/problem-text.ts';
import { messages } from '../../text/messages.ts';
import { findBothSides } from './reverse-patch.ts';

const none: ReadonlyMap<string, string> = new Map();

/** Reads whole files for the lines around the changes, and keeps why one could not be shown. */
export function useFileContexts(diff: Diff) {
  const queryClient = useQueryClient();
  const [told, setTold] = useState({ diff, problems: none });
  const problems = told.diff === diff ? told.problems : none;
  const loadDiffFiles = useCallback(
    async (fileDiff: FileDiffMetadata) => {
      const { name, lang } = fileDiff;
      const tell = (problem: string | undefined) =>
        setTold((known) => {
          const before = known.diff === diff ? known.problems : none;
          return { diff, problems: withProblem(before, name, problem) };
        });
      try {
        tell(messages.diff.contextReading);
        const content = await queryClient.fetchQuery(fileQuery(diff, name));
        const sides = content.state === 'text' && findBothSides(fileDiff, content.text);
        if (!sides) throw new FileMoved(content.state);
        tell(undefined);
        return {
          oldFile: { name: fileDiff.prevName ?? name, contents: sides.before, lang },
          newFile: { name, contents: sides.after, lang },
        };
      } catch (error) {
        tell(toContextProblem(error));
        throw error;
      }
    },
    [queryClient, diff],
  );
  return useMemo(() => ({ problems, loadDiffFiles }), [problems, loadDiffFiles]);
}

/** The text that came is not the one the patch was made of, or no text at all. */
class FileMoved extends Error {
  readonly state: 'text' | 'binary' | 'too_large';

  constructor(state: 'text' | 'binary' | 'too_large') {
    super(messages.diff.contextGone[state]);
    this.state = state;
  }
}

function toContextProblem(error: unknown): string {
  if (error instanceof FileMoved) return messages.diff.contextGone[error.state];
  return messages.diff.contextFailed(formatProblem(error).title);
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
