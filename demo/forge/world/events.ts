import {
  type Account,
  type CheckRun,
  type CommitStatus,
  type Label,
  type PullRequest,
  type QueueEntry,
  type Repository,
  type Review,
  type ReviewThread,
} from './records.ts';
/** GitHub's actions of the `pull_request` event. */
export type PullRequestAction =
  | 'opened'
  | 'edited'
  | 'synchronize'
  | 'closed'
  | 'reopened'
  | 'ready_for_review'
  | 'converted_to_draft'
  | 'labeled'
  | 'unlabeled'
  | 'review_requested'
  | 'review_request_removed'
  | 'auto_merge_enabled'
  | 'auto_merge_disabled'
  | 'enqueued'
  | 'dequeued';

/** Fields that only some actions have. */
export interface PullRequestEventDetails {
  label?: Label;
  reviewer?: Account;
  team?: string;
  /** Previous values, by GitHub's field names. */
  changes?: Readonly<Record<string, unknown>>;
  before?: string;
  after?: string;
  reason?: string;
}

/** A branch that was created, moved or deleted. */
export interface BranchMove {
  branch: string;
  /** Undefined for a new branch. */
  before: string | undefined;
  /** Undefined for a deleted branch. */
  after: string | undefined;
}

/** A change in the world. The sender defaults to the author or owner. */
export type WorldEvent =
  | {
      kind: 'pull_request';
      action: PullRequestAction;
      pullRequest: PullRequest;
      sender?: Account;
      details?: PullRequestEventDetails;
    }
  | {
      kind: 'review';
      action: 'submitted' | 'dismissed';
      pullRequest: PullRequest;
      review: Review;
    }
  | {
      kind: 'thread';
      action: 'opened' | 'resolved' | 'unresolved';
      pullRequest: PullRequest;
      thread: ReviewThread;
    }
  | { kind: 'check_run'; action: 'created' | 'completed'; repository: Repository; run: CheckRun }
  | { kind: 'status'; repository: Repository; commit: string; status: CommitStatus }
  | { kind: 'branch'; repository: Repository; moved: BranchMove; sender: Account }
  | {
      kind: 'merge_group';
      action: 'checks_requested' | 'destroyed';
      pullRequest: PullRequest;
      entry: QueueEntry;
    };
