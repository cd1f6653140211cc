import type { Checks } from './checks.ts';
import type { PullRequestState } from './diff-status.ts';

/** Identifies one tracked branch: the unit of sync. */
export interface TrackedBranchKey {
  /** The key of the chat, which clients do not see. */
  chatId: string;
  /** Credentials stripped. */
  remoteOrigin: string;
  branch: string;
}

/** What a push signal makes due: one branch in some chats of one owner. */
export interface MarkStale {
  ownerId: string;
  /** The keys of the chats. */
  chatIds: readonly string[];
  remoteOrigin: string;
  branch: string;
  /** Empty when no forge serves the origin. */
  forgeId: string;
  /** Lower case; empty when no forge serves the origin. */
  repository: string;
  /** The commit that was pushed; null when the signal does not name it. */
  headSha: string | null;
}

/** A row that a push signal made due, with the revision that the signal wrote. */
export interface MarkedBranch extends TrackedBranchKey {
  revision: number;
}

/** Where a push signal was stored. */
export interface MarkedChats {
  rows: MarkedBranch[];
  /** The chats of the rows. */
  publicIds: string[];
  /** Those among them that are archived: their branch is due when they are unarchived. */
  archivedPublicIds: string[];
}

/** A row under a worker's lease. `revision` fences every write that follows (S1). */
export interface AcquiredRow extends TrackedBranchKey {
  ownerId: string;
  /** Empty when no forge serves the origin. */
  forgeId: string;
  revision: number;
  url: string | null;
  pullRequestState: PullRequestState | null;
  headSha: string | null;
  /** The commit of the last push signal; null when that signal named none. */
  reportedSha: string | null;
  /** Whether the stored pull request waits in a merge queue; null when unknown. */
  inMergeQueue: boolean | null;
  /** Since the row was last changed from outside the sync. */
  sinceUpdatedMs: number;
  /** Since the last push signal; null when there was none. */
  sinceReportedMs: number | null;
  /** Since anything that people see last changed, or a push was reported. */
  sinceChangedMs: number;
  /** Of the checks that are stored; null without any. */
  checksState: Checks['state'];
  /** Lower case; empty until the repository has been parsed from the origin. */
  repository: string;
  /** The forge's id of the repository; null until a refresh has learned it. */
  repositoryId: string | null;
  /** Due only because time passed. */
  routine: boolean;
  /** A push, a delivery or a person requested it since the last result was requested. */
  signalled: boolean;
  /** A webhook of its repository delivered something within a day. */
  isFed: boolean;
  /** Consecutive refreshes in which the forge was still computing the mergeability. */
  mergeabilityAttempts: number;
  /** Of the read that the row was recorded from; null when something else has changed it since. */
  readDigest: string | null;
}

const pushWindowMs = 60_000;

/** Whether a push signal made the row due; a later signal has another cause, such as a delivery or a person. */
export function isDueByPush({
  signalled,
  sinceReportedMs,
}: Pick<AcquiredRow, 'signalled' | 'sinceReportedMs'>): boolean {
  return signalled && sinceReportedMs !== null && sinceReportedMs < pushWindowMs;
}

/** What one worker must not acquire right now. */
export interface Exclusions {
  /** Owners whose share of this forge is in use. */
  ownerIds: readonly string[];
  /** Rows that this process is refreshing. */
  keys: readonly TrackedBranchKey[];
}

export interface AcquireStale {
  forgeId: string;
  limit: number;
  /** How many rows one owner may have running, and how many rows of each owner are running. */
  ownerLimit: number;
  running: ReadonlyMap<string, number>;
  leaseMs: number;
  exclusions: Exclusions;
  /** Leaves out rows that are due only because time passed. */
  isPollingPaused?: boolean;
}

export interface AcquireEarly {
  forgeId: string;
  /** Only rows of these owners. */
  ownerIds: readonly string[];
  limit: number;
  /** How long before they are due. */
  earlyMs: number;
  leaseMs: number;
  exclusions: Exclusions;
}

export interface FindEarliestDue {
  forgeId: string;
  exclusions: Exclusions;
  /** How long a routine row waits after a delivery, because others usually follow. */
  lingerMs: number;
  /** Leaves out rows that are due only because time passed. */
  isPollingPaused?: boolean;
}

export interface AcquireChat {
  chatId: string;
  leaseMs: number;
  /** A settled pull request that was refreshed longer ago than this is refreshed again. */
  settledAfterMs: number;
  /** A user requested the refresh: acquire rows that are not due, too. */
  force: boolean;
  /** Rows that this process is refreshing. */
  keys: readonly TrackedBranchKey[];
}

export interface BringForward {
  chatId: string;
  /** Rows with unsettled checks are due when they were read this long ago. */
  maximumAgeMs: number;
}

/**
 * `interrupted`: written, but a signal arrived during the refresh and the row is due (S2).
 * `superseded`: another acquire took the row, and nothing was written (S1).
 */
export type RecordResult = 'recorded' | 'interrupted' | 'superseded';
