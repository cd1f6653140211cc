import type { WebhookHint } from '../domain/delivery.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import type { AcquiredLane, LaneSchedule, ListedPullRequest } from '../domain/repository-lane.ts';
import type { RepositoryReference } from '../domain/repository-reference.ts';

export type RecentPullRequest = Extract<WebhookHint, { kind: 'pull_request' }>;

/** A forge whose repositories can be surveyed, if it has the list that tells what moved. */
export interface SurveyedForge {
  readonly id: string;
  parsePullRequestUrl(url: string): { repository: RepositoryReference } | undefined;
  listRecentPullRequests?(
    repository: RepositoryReference,
    access: { token: string; tokenFingerprint: string; signal: AbortSignal },
  ): Promise<
    | { kind: 'recent'; pullRequests: RecentPullRequest[]; validated: boolean }
    | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>
  >;
}

/** The repositories of open pull requests as a queue of their own. */
export interface LaneStore {
  planLanes(forgeIds: readonly string[]): Promise<void>;
  acquireLanes(limit: number): Promise<AcquiredLane[]>;
  /** Milliseconds until a lane is due; undefined when there is none. */
  findNextLane(): Promise<number | undefined>;
  scheduleLane(lane: AcquiredLane, next: LaneSchedule): Promise<void>;
  /** How many rows the list had news for. */
  markMovedDue(lane: AcquiredLane, pullRequests: readonly ListedPullRequest[]): Promise<number>;
  confirmUnmoved(
    lane: AcquiredLane,
    pullRequests: readonly ListedPullRequest[],
    diffStatusTtlMs: number,
  ): Promise<void>;
}
