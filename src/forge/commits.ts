import type { Unread } from './client/forge-api.ts';
import { parseInstant } from './parsing/json-fields.ts';
import { isCommitSha, toPlainText } from './parsing/text.ts';
import type { Commit, CommitsOutcome, ListedCommit } from './pull-request-text.ts';

/** GitHub lists 250 commits of a pull request and no more. */
const mostCommits = 250;
export const mostCommitPages = 5;

type Listed = { kind: 'read'; value: ListedCommit[]; isComplete: boolean } | Unread;

/** Cleans, bounds and orders what a forge lists. */
export function toCommitsOutcome(
  listed: Listed,
  order: 'oldest_first' | 'newest_first',
  toUrl: (sha: string) => string,
): CommitsOutcome {
  if (listed.kind === 'unread') return listed.outcome;
  const kept = listed.value.slice(0, mostCommits).map((commit) => boundCommit(commit, toUrl));
  return {
    kind: 'commits',
    commits: order === 'oldest_first' ? kept : kept.toReversed(),
    truncated: !listed.isComplete || kept.length < listed.value.length,
  };
}

function boundCommit(commit: ListedCommit, toUrl: (sha: string) => string): Commit {
  const { sha, message, author, avatarUrl, authoredAt } = commit;
  return {
    sha: sha.toLowerCase(),
    title: toTitle(message),
    author: author === null || author === '' ? null : toPlainText(author, 255),
    avatarUrl,
    authoredAt: parseInstant(authoredAt),
    url: toUrl(sha.toLowerCase()),
  };
}

/** The first line of a message. Pages are cached with it instead of the whole message. */
export function toTitle(message: string): string {
  return toPlainText(message.trimStart().split('\n', 1)[0] ?? '', 300);
}

/** Undefined for a commit that no page can show. */
export function buildListedCommit(
  sha: string | undefined,
  rest: Omit<ListedCommit, 'sha'>,
): ListedCommit | undefined {
  if (sha === undefined || !isCommitSha(sha)) return undefined;
  return { sha, ...rest, message: toTitle(rest.message) };
}
