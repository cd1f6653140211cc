import type { SeedRepositoryName } from '../seed/repository-content.ts';
import type { Step } from './steps.ts';

/** What an agent was asked to do, and how it goes. */
export interface Job {
  /** As the person asked for it. */
  title: string;
  /** Which of the agents does it. */
  agent: 0 | 1 | 2;
  /** The start of the branch name. */
  branch: string;
  repository: SeedRepositoryName;
  /** Pushes to the person's fork and opens the pull request at its parent. */
  fromFork: boolean;
  /** As the agent words it; undefined where none is ever opened. */
  pullRequest?: { title: string; body: string };
  steps: readonly Step[];
}
