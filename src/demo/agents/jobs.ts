import type { ChangeName } from './changes.ts';

/** Something an agent, a reviewer or the checks do; `wait` is in seconds at pace 1. */
export type Step =
  | { kind: 'wait'; seconds: number }
  | { kind: 'push'; changes: readonly ChangeName[] }
  | { kind: 'open'; draft: boolean }
  | { kind: 'ready' }
  | { kind: 'review'; reviewer: 0 | 1; event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT' }
  | { kind: 'checks'; state: 'pending' | 'passed' | 'failed' }
  | { kind: 'merge' }
  | { kind: 'close' };

/** What an agent was asked to do, and how it goes. */
export interface Job {
  title: string;
  /** The start of the branch name. */
  branch: string;
  repository: 'app' | 'billing' | 'etl';
  /** Pushes to the person's fork and opens the pull request at its parent. */
  fromFork: boolean;
  steps: readonly Step[];
}

const wait = (seconds: number): Step => ({ kind: 'wait', seconds });
const push = (...changes: ChangeName[]): Step => ({ kind: 'push', changes });
const open: Step = { kind: 'open', draft: false };
const openDraft: Step = { kind: 'open', draft: true };
const pending: Step = { kind: 'checks', state: 'pending' };
const passed: Step = { kind: 'checks', state: 'passed' };
const failed: Step = { kind: 'checks', state: 'failed' };
const approve = (reviewer: 0 | 1): Step => ({ kind: 'review', reviewer, event: 'APPROVE' });
const comment = (reviewer: 0 | 1): Step => ({ kind: 'review', reviewer, event: 'COMMENT' });
const requestChanges: Step = { kind: 'review', reviewer: 1, event: 'REQUEST_CHANGES' };
const ready: Step = { kind: 'ready' };
const merge: Step = { kind: 'merge' };
const close: Step = { kind: 'close' };

/** The jobs of the demo: together they pass through every state within 45 seconds. */
export const JOBS: readonly Job[] = [
  {
    title: 'Fix flaky login test',
    branch: 'fix/flaky-login-test',
    repository: 'app',
    fromFork: false,
    steps: [
      push('test', 'code'),
      wait(4),
      open,
      wait(2),
      pending,
      wait(5),
      passed,
      wait(4),
      approve(0),
      wait(8),
      merge,
    ],
  },
  {
    title: 'Rename billing module',
    branch: 'refactor/rename-billing',
    repository: 'billing',
    fromFork: false,
    steps: [
      push('rename'),
      wait(3),
      open,
      wait(1),
      pending,
      wait(3),
      passed,
      wait(4),
      requestChanges,
      wait(20),
      push('code'),
      wait(2),
      pending,
      wait(6),
      passed,
      wait(10),
      approve(1),
    ],
  },
  {
    title: 'Add retry to importer',
    branch: 'feat/importer-retry',
    repository: 'etl',
    fromFork: false,
    steps: [
      push('code'),
      wait(3),
      openDraft,
      wait(3),
      pending,
      wait(5),
      failed,
      wait(6),
      push('code', 'test'),
      wait(2),
      pending,
      wait(5),
      passed,
      wait(3),
      ready,
      wait(5),
      comment(0),
      wait(4),
      approve(0),
      wait(15),
      merge,
    ],
  },
  {
    title: 'Upgrade all dependencies',
    branch: 'chore/upgrade-dependencies',
    repository: 'app',
    fromFork: false,
    steps: [
      wait(2),
      push('lock-file'),
      wait(4),
      open,
      wait(2),
      pending,
      wait(8),
      failed,
      wait(12),
      close,
    ],
  },
  {
    title: 'Sketch an event store for invoices',
    branch: 'spike/event-store',
    repository: 'billing',
    fromFork: false,
    steps: [
      wait(1),
      push('code', 'unicode'),
      wait(4),
      openDraft,
      wait(3),
      pending,
      wait(9),
      passed,
    ],
  },
  {
    title: 'Find out why the nightly import is slow',
    branch: 'explore/slow-import',
    repository: 'etl',
    fromFork: false,
    steps: [push('code'), wait(15), push('test')],
  },
  {
    title: 'Translate the importer guide',
    branch: 'docs/translate-guide',
    repository: 'etl',
    fromFork: true,
    steps: [
      wait(3),
      push('unicode'),
      wait(4),
      open,
      wait(2),
      pending,
      wait(5),
      passed,
      wait(5),
      comment(1),
      wait(5),
      approve(0),
    ],
  },
  {
    title: 'Replace the logo',
    branch: 'feat/new-logo',
    repository: 'app',
    fromFork: false,
    steps: [wait(5), push('binary'), wait(4), open, wait(2), pending, wait(7), failed],
  },
];
