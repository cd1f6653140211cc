import type { FetchOutcome } from '../domain/refresh-outcome.ts';

/** A comment as an adapter parses it. */
export interface ListedComment {
  id: string;
  /** Null when the account was deleted. */
  author: string | null;
  body: string;
  createdAt: Date | null;
  /** Null when it was never changed, or where the forge does not report it. */
  updatedAt: Date | null;
  url: string | null;
}

/** A thread as an adapter parses it; the texts are as the forge sent them. */
export interface ListedThread {
  id: string;
  /** What it is about: lines or a file of the diff, the pull request, or the text of a review. */
  kind: 'diff' | 'conversation' | 'review';
  path: string | null;
  /** The last line, on `side`. Null for a file, and for a line that the diff no longer shows. */
  line: number | null;
  /** The first line of a range. */
  startLine: number | null;
  side: 'old' | 'new' | null;
  /** Null where the forge does not report it, and for what cannot be resolved. */
  resolved: boolean | null;
  resolvedBy: string | null;
  /** Whether the lines have changed since. Null where the forge does not report it. */
  outdated: boolean | null;
  /** The commit that it was made on. */
  headSha: string | null;
  /** The last and the first of its lines in that commit. Null where the forge does not report them. */
  originalLine: number | null;
  originalStartLine: number | null;
  /** The changes up to that line, as the forge kept them: a hunk of a diff. */
  hunk: string | null;
  url: string | null;
  /** Oldest first. */
  comments: ListedComment[];
  /** Whether the forge has more of its comments. */
  hasMore: boolean;
}

export interface ThreadComment extends ListedComment {
  /** Whether the body was cut. */
  truncated: boolean;
  /** The lines that the comment proposes in place of those it is about. */
  suggestion: string | null;
}

export interface ReviewThread extends Omit<ListedThread, 'comments' | 'hasMore'> {
  comments: ThreadComment[];
  /** Whether comments are left out. */
  truncated: boolean;
}

export type ThreadsOutcome =
  | {
      kind: 'threads';
      /** Unresolved ones first. */
      threads: ReviewThread[];
      /** Whether threads are left out. */
      truncated: boolean;
      /** What could not be read, and why (S16). */
      unread: string[];
    }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;
