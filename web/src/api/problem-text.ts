import { ApiError } from '../../../src/contract/client.ts';
import { messages } from '../text/messages.ts';
import { formatClock } from '../text/time.ts';
import { serverClock } from './server-clock.ts';

export interface ProblemText {
  /** The first sentence, without its full stop. */
  title: string;
  /** The rest, which may be empty. */
  text: string;
}

/** What happened, and what a person can do about it. */
export function formatProblem(error: unknown): ProblemText {
  if (error instanceof ApiError) return splitSentences(withClockTimes(error.message));
  // The browser's fetch throws a TypeError when no response arrives.
  if (error instanceof TypeError) {
    const { unreachableTitle: title, unreachableText: text } = messages.problem;
    return { title, text };
  }
  const text = error instanceof Error ? error.message : String(error);
  return { title: messages.problem.unexpectedTitle, text };
}

/** The same in one line. */
export function formatProblemLine(error: unknown): string {
  const { title, text } = formatProblem(error);
  return text === '' ? `${title}.` : `${title}. ${text}`;
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.problem.status === 404;
}

function splitSentences(detail: string): ProblemText {
  const [, title = detail, text = ''] = /^(.+?)\.(?:\s+(\p{Lu}.*))?$/su.exec(detail) ?? [];
  return { title, text };
}

/** The server writes instants in UTC. */
function withClockTimes(text: string): string {
  return text.replace(/\d{4}-\d{2}-\d{2}T[\d:.]+Z/g, (instant) =>
    formatClock(instant, serverClock.now()),
  );
}
