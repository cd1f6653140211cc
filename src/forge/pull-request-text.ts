import type { FetchOutcome } from '../domain/refresh-outcome.ts';

/** The title and the text of a pull request as an adapter parses them. */
export interface ListedDescription {
  title: string;
  body: string;
  /** Null when the account was deleted. */
  author: string | null;
  avatarUrl: string | null;
  createdAt: Date | null;
  /** When anything of the pull request last changed. Null where the forge does not report it. */
  updatedAt: Date | null;
}

export interface Description extends ListedDescription {
  /** Whether the body was cut. */
  truncated: boolean;
}

export type DescriptionOutcome =
  | { kind: 'description'; description: Description }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** A commit as an adapter parses it; it passes through JSON where its page is cached. */
export interface ListedCommit {
  sha: string;
  /** The whole message, or its first line. */
  message: string;
  /** The account where the forge knows it, else the name in the commit. */
  author: string | null;
  avatarUrl: string | null;
  authoredAt: string | null;
}

/** A commit of a pull request. */
export interface Commit {
  sha: string;
  /** The first line of its message. */
  title: string;
  author: string | null;
  avatarUrl: string | null;
  authoredAt: Date | null;
  /** Its page at the forge. */
  url: string;
}

export type CommitsOutcome =
  | {
      kind: 'commits';
      /** Oldest first. */
      commits: Commit[];
      /** Whether commits are left out: the newest at GitHub, the oldest elsewhere. */
      truncated: boolean;
    }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;
