import { findRateLimited, type Unread } from './client/forge-api.ts';
import { isCommitSha, toPlainLines, toPlainText } from './parsing/text.ts';
import type {
  ListedComment,
  ListedThread,
  ReviewThread,
  ThreadComment,
  ThreadsOutcome,
} from './review-threads.ts';

/** A list of threads, or why it could not be read. */
export type ListedThreads =
  | { kind: 'read'; value: ListedThread[]; isComplete: boolean; notes?: readonly string[] }
  | Unread;

/** A page holds 100 comments, and a pull request of agents rarely more than a few. */
export const mostThreadPages = 5;
const mostThreads = 200;
const mostComments = 50;
const mostBodyCharacters = 20_000;
const mostCharacters = 500_000;
const mostHunkCharacters = 8_000;
const mostHunkLines = 40;

/** The threads of the diff, without which there is no result, and the other parts. */
export function mergeThreads(
  diff: ListedThreads,
  others: readonly ListedThreads[],
): ThreadsOutcome {
  const all = [diff, ...others];
  const limited = findRateLimited(all);
  if (limited) return limited.outcome;
  if (diff.kind === 'unread') return diff.outcome;
  const listed = all.flatMap((part) => (part.kind === 'read' ? part.value : []));
  const isComplete = all.every((part) => part.kind === 'unread' || part.isComplete);
  const unread = all.flatMap((part) =>
    part.kind === 'read' ? (part.notes ?? []) : findReason(part),
  );
  return boundThreads(listed, { isComplete, unread });
}

function findReason({ outcome }: Unread): string[] {
  return outcome.kind === 'failed' ? [outcome.failure.message] : [];
}

/** Cleans and bounds what forges send: people and programs wrote it, and both may mean harm. */
function boundThreads(
  listed: readonly ListedThread[],
  { isComplete, unread }: { isComplete: boolean; unread: readonly string[] },
): ThreadsOutcome {
  const sorted = listed.filter(isShown).toSorted((one, other) => rank(one) - rank(other));
  const threads: ReviewThread[] = [];
  let room = mostCharacters;
  for (const thread of sorted.slice(0, mostThreads)) {
    if (room <= 0) break;
    const bounded = boundThread(thread, room);
    room -= bounded.comments.reduce((sum, { body }) => sum + body.length, 0);
    threads.push(bounded);
  }
  return {
    kind: 'threads',
    threads,
    truncated: !isComplete || threads.length < sorted.length,
    unread: unread.map((reason) => toPlainText(reason, 500)),
  };
}

/** A review without text says nothing that its state does not say. */
function isShown({ comments }: ListedThread): boolean {
  return comments.some(({ body }) => body.trim() !== '');
}

function rank({ resolved, kind }: ListedThread): number {
  if (resolved === true) return 2;
  return resolved === false || kind === 'diff' ? 0 : 1;
}

function boundThread(thread: ListedThread, mostLeft: number): ReviewThread {
  const { comments: listed, hasMore, headSha, path } = thread;
  const comments: ThreadComment[] = [];
  let room = mostLeft;
  for (const comment of listed.slice(0, mostComments)) {
    if (room <= 0) break;
    const bounded = boundComment(comment, Math.min(room, mostBodyCharacters));
    room -= bounded.body.length;
    comments.push(bounded);
  }
  return {
    id: toPlainText(thread.id, 200),
    kind: thread.kind,
    path: path && toPlainText(path, 1_024),
    line: thread.line,
    startLine: thread.startLine === thread.line ? null : thread.startLine,
    side: path === null ? null : thread.side,
    resolved: thread.resolved,
    resolvedBy: toName(thread.resolvedBy),
    outdated: thread.outdated,
    headSha: headSha && isCommitSha(headSha) ? headSha.toLowerCase() : null,
    originalLine: thread.originalLine,
    originalStartLine:
      thread.originalStartLine === thread.originalLine ? null : thread.originalStartLine,
    hunk: thread.hunk === null ? null : cutHunk(thread.hunk),
    url: thread.url,
    comments,
    truncated: hasMore || comments.length < listed.length,
  };
}

function boundComment(comment: ListedComment, limit: number): ThreadComment {
  const { text: body, isCut } = toPlainLines(comment.body, limit);
  return {
    id: toPlainText(comment.id, 200),
    author: toName(comment.author),
    body,
    truncated: isCut,
    createdAt: comment.createdAt,
    updatedAt: isLater(comment.updatedAt, comment.createdAt) ? comment.updatedAt : null,
    url: comment.url,
    suggestion: isCut ? null : findSuggestion(body),
  };
}

/** The end of a hunk is what the comment is about. */
function cutHunk(hunk: string): string {
  const { text } = toPlainLines(hunk.slice(-mostHunkCharacters), mostHunkCharacters);
  return text.split('\n').slice(-mostHunkLines).join('\n');
}

function toName(name: string | null): string | null {
  return name === null || name === '' ? null : toPlainText(name, 255);
}

function isLater(one: Date | null, other: Date | null): boolean {
  return one !== null && one.getTime() > (other?.getTime() ?? 0);
}

/** The first block that a forge offers to apply: it is fenced, and its language is `suggestion`. */
export function findSuggestion(body: string): string | null {
  const lines = body.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const fence = findFence(lines[at] ?? '');
    if (!fence) continue;
    const end = lines.findIndex((line, index) => index > at && isClosedBy(line, fence.marks));
    const last = end === -1 ? lines.length : end;
    if (fence.language === 'suggestion' && end !== -1) return lines.slice(at + 1, last).join('\n');
    at = last;
  }
  return null;
}

/** GitLab adds the range to the language: `suggestion:-0+1`. */
function findFence(line: string): { marks: string; language: string } | undefined {
  const [, marks, language] = /^ {0,3}(`{3,}|~{3,})\s*([^\s:`]*)/.exec(line) ?? [];
  return marks === undefined ? undefined : { marks, language: language ?? '' };
}

function isClosedBy(line: string, marks: string): boolean {
  const trimmed = line.trim();
  return trimmed.startsWith(marks) && trimmed.replaceAll(marks.charAt(0), '') === '';
}

/** Builds a thread of a single comment, which cannot be resolved. */
export function buildSingleThread(
  kind: 'conversation' | 'review',
  comment: ListedComment,
  headSha: string | null = null,
): ListedThread {
  const { id, url } = comment;
  return {
    id: `${kind}-${id}`,
    kind,
    path: null,
    line: null,
    startLine: null,
    side: null,
    resolved: null,
    resolvedBy: null,
    outdated: null,
    headSha,
    originalLine: null,
    originalStartLine: null,
    hunk: null,
    url,
    comments: [comment],
    hasMore: false,
  };
}
