import type { SeedRepositoryName } from '../seed/repository-content.ts';
import type { ChangeName } from './changes.ts';

/** The index of a reviewer. */
export type ReviewerIndex = 0 | 1 | 2 | 3;

/** A step of an agent, a reviewer or the checks; `wait` is in seconds at pace 1. */
export type Step =
  | { kind: 'wait'; seconds: number }
  | { kind: 'push'; changes: readonly ChangeName[] }
  | { kind: 'open'; draft: boolean }
  | { kind: 'ready' }
  | { kind: 'label'; labels: readonly LabelName[] }
  | { kind: 'request-review'; reviewers: readonly ReviewerIndex[]; teams: readonly string[] }
  | { kind: 'review'; reviewer: ReviewerIndex; event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT' }
  /** A reviewer comments on a changed line; the next `resolve` resolves all such threads. */
  | { kind: 'comment'; reviewer: ReviewerIndex; path: string; question: string }
  /** The agent answers in the threads that are open. */
  | { kind: 'reply'; text: string }
  | { kind: 'resolve' }
  | { kind: 'checks'; state: 'pending' | 'passed' | 'failed' }
  | { kind: 'auto-merge' }
  | { kind: 'enqueue' }
  | { kind: 'merge' }
  | { kind: 'close' };

/** The labels of the demo and their colours. */
export const labelColors = {
  bug: '#d73a4a',
  dependencies: '#0366d6',
  design: '#c5def5',
  documentation: '#0075ca',
  performance: '#fbca04',
  enhancement: '#a2eeef',
  'good first review': '#7057ff',
  migrations: '#5319e7',
  refactoring: '#bfdadc',
  release: '#0e8a16',
  'needs tests': '#e99695',
} as const;

export type LabelName = keyof typeof labelColors;

export const wait = (seconds: number): Step => ({ kind: 'wait', seconds });
export const push = (...changes: ChangeName[]): Step => ({ kind: 'push', changes });
export const label = (...labels: LabelName[]): Step => ({ kind: 'label', labels });
export const request = (...reviewers: ReviewerIndex[]): Step => {
  return { kind: 'request-review', reviewers, teams: [] };
};
export const requestTeam = (...teams: string[]): Step => {
  return { kind: 'request-review', reviewers: [], teams };
};
export const commentOn = (reviewer: ReviewerIndex, path: string, question: string): Step => {
  return { kind: 'comment', reviewer, path, question };
};
export const reply = (text: string): Step => ({ kind: 'reply', text });
export const approve = (reviewer: ReviewerIndex): Step => ({
  kind: 'review',
  reviewer,
  event: 'APPROVE',
});
export const comment = (reviewer: ReviewerIndex): Step => ({
  kind: 'review',
  reviewer,
  event: 'COMMENT',
});
export const requestChanges = (reviewer: ReviewerIndex): Step => {
  return { kind: 'review', reviewer, event: 'REQUEST_CHANGES' };
};
export const open: Step = { kind: 'open', draft: false };
export const openDraft: Step = { kind: 'open', draft: true };
export const ready: Step = { kind: 'ready' };
export const resolve: Step = { kind: 'resolve' };
export const pending: Step = { kind: 'checks', state: 'pending' };
export const passed: Step = { kind: 'checks', state: 'passed' };
export const failed: Step = { kind: 'checks', state: 'failed' };
export const autoMerge: Step = { kind: 'auto-merge' };
export const enqueue: Step = { kind: 'enqueue' };
export const merge: Step = { kind: 'merge' };
export const close: Step = { kind: 'close' };

/** The task of an agent and its steps. */
export interface Job {
  /** The title of the chat. */
  title: string;
  /** The index of the agent. */
  agent: 0 | 1 | 2;
  /** The start of the branch name. */
  branch: string;
  repository: SeedRepositoryName;
  /** Whether to push to the user's fork and open the pull request from there. */
  fromFork: boolean;
  /** Undefined if the job opens none. */
  pullRequest?: { title: string; body: string };
  steps: readonly Step[];
}
