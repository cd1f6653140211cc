/** What happens at the forge, or on the machine of an agent, and when. */
export type Change = { atMs: number; branch: number } & ChangeDetails;

export interface WantedCheck {
  name: string;
  status: 'queued' | 'in_progress' | 'completed';
  conclusion: 'success' | 'failure' | null;
}

export type ChangeDetails =
  /** The agent starts to push: its push signal. The forge shows the commit a moment later, if at all. */
  | { kind: 'signal'; sha: string }
  | { kind: 'push'; sha: string }
  /** `expected`: opened just after a push that was signalled. */
  | { kind: 'open'; expected: boolean }
  | { kind: 'checks'; sha: string; checks: readonly WantedCheck[] }
  | { kind: 'review'; reviewer: number; verdict: 'APPROVED' | 'CHANGES_REQUESTED' }
  | { kind: 'thread_opened' }
  | { kind: 'thread_resolved' }
  | { kind: 'label'; name: string }
  | { kind: 'merge'; sha: string };

/** What a branch does during the trace. */
export type Role = 'dormant' | 'pushing' | 'checking' | 'reviewed' | 'opening';

export interface TracedBranch {
  role: Role;
  repository: number;
  name: string;
  /** The head when the trace starts. */
  sha: string;
  /** How long ago its pull request changed last; undefined while there is none. */
  pullRequestAgeMs: number | undefined;
  checks: readonly WantedCheck[];
}

export interface Trace {
  seed: number;
  lengthMs: number;
  branches: readonly TracedBranch[];
  /** In the order of their times. */
  changes: readonly Change[];
}
