import type { Account } from './world.ts';

/** How a check ended. */
export type CheckConclusion =
  | 'success'
  | 'failure'
  | 'neutral'
  | 'cancelled'
  | 'skipped'
  | 'timed_out'
  | 'action_required';

/** A check run on one commit. */
export interface CheckRun {
  readonly id: number;
  readonly name: string;
  readonly commit: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: CheckConclusion | null;
  startedAt: Date;
  completedAt: Date | null;
  /** What it says in one line. */
  title: string | null;
}

/** A commit status, the older sibling of the check run. */
export interface CommitStatus {
  readonly id: number;
  readonly context: string;
  readonly state: 'success' | 'failure' | 'error' | 'pending';
  readonly description: string;
  readonly creator: Account;
  readonly createdAt: Date;
}
