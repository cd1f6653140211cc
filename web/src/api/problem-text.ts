import { ApiError } from '../../../src/contract/client.ts';
import { messages } from '../text/messages.ts';

export interface ProblemText {
  title: string;
  text: string;
  /** Asking again may help. */
  retry: boolean;
}

/** What happened and what to do, for a person. */
export function formatProblem(error: unknown): ProblemText {
  if (error instanceof ApiError) {
    const { title, detail, status } = error.problem;
    return { title, text: detail, retry: status >= 500 || status === 429 || status === 408 };
  }
  // The browser's fetch throws a TypeError when no answer came.
  if (error instanceof TypeError) {
    const { unreachableTitle: title, unreachableText: text } = messages.problem;
    return { title, text, retry: true };
  }
  const text = error instanceof Error ? error.message : String(error);
  return { title: messages.problem.unexpectedTitle, text, retry: true };
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.problem.status === 404;
}
