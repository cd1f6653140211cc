import type { Account, PullRequest } from '../../demo/forge/world/records.ts';
import type { History } from './history.ts';

/** What a step needs of its surroundings. */
export interface StepContext {
  people: readonly [Account, Account, ...Account[]];
  /** What the version of the server offers. */
  features: { readonly queue: boolean; readonly autoMerge: boolean };
  /** Reports a push to Afterpush, with its commit or without. */
  signal(history: History, sha: string | null): Promise<void>;
  /** A person requests a refresh. */
  refreshNow(history: History): void;
  /** The branches of other histories that a pull request of this one can be based on. */
  listStackBases(history: History): string[];
  /** Opens a pull request from another repository with the same branch name. */
  openForeign(history: History): void;
}

export type Step = (history: History, context: StepContext) => Promise<void> | void;

/** A change of the open pull request. Returns what was done. */
export type Change = (pullRequest: PullRequest, history: History, context: StepContext) => string;
