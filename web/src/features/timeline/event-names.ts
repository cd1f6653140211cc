import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { Review } from '../../../../src/contract/pull-request.ts';
import type { Commit } from '../../../../src/contract/pull-request-text.ts';
import type { TimelineEntry } from '../../../../src/contract/timeline.ts';
import { commitsQuery, reviewsQuery } from '../../api/branch-queries.ts';
import { messages } from '../../text/messages.ts';
import type { EventText } from './format-event.ts';

/** What the forge knows besides the events: commits by their hash, and who reviewed. */
export interface EventNames {
  commits: ReadonlyMap<string, Commit>;
  reviews: readonly Review[];
}

const noEntries: readonly TimelineEntry[] = [];

/** Read at the forge only if there is an event that they name. */
export function useEventNames(
  status: DiffStatus,
  entries: readonly TimelineEntry[] = noEntries,
): EventNames {
  const hasPullRequest = status.pull_request_state !== null;
  const has = (kind: TimelineEntry['event']['kind']) =>
    hasPullRequest && entries.some(({ event }) => event.kind === kind);
  const commits = useQuery({ ...commitsQuery(status), enabled: has('commits_pushed') }).data;
  const reviews = useQuery({ ...reviewsQuery(status), enabled: has('review_changed') }).data;
  return useMemo(
    () => ({
      commits: new Map(commits?.commits.map((commit) => [commit.sha, commit])),
      reviews: reviews?.reviews ?? [],
    }),
    [commits, reviews],
  );
}

/** Adds the title of a commit, and the names of those whose review an event is about. */
export function withNames(
  line: EventText,
  { at, event }: TimelineEntry,
  { commits, reviews }: EventNames,
): EventText {
  if (event.kind === 'commits_pushed') {
    const title = commits.get(event.head_sha)?.title ?? '';
    return title === '' ? line : { ...line, quote: title };
  }
  if (event.kind !== 'review_changed') return line;
  const state = line.icon === 'approved' ? 'approved' : 'changes_requested';
  if (line.icon !== state) return line;
  const names = reviews
    .filter((review) => review.state === state && isSeenAt(at, review.submitted_at))
    .map(({ reviewer }) => reviewer);
  if (names.length === 0) return line;
  const { by } = messages.timeline.event.review;
  return { ...line, detail: by(new Intl.ListFormat('en').format(names)) };
}

const longestDelayMs = 10 * 60_000;
/** The clocks of the forge and of the server differ. */
const clockDriftMs = 60_000;

/** Whether a review that was submitted then is one that an event noticed at that time. */
function isSeenAt(at: string, submittedAt: string | null): boolean {
  if (submittedAt === null) return false;
  const delay = Date.parse(at) - Date.parse(submittedAt);
  return delay > -clockDriftMs && delay < longestDelayMs;
}
