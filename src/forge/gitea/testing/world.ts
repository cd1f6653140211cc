import type { ScenarioPullRequest } from '../../testing/forge-scenario.ts';

/** What a Gitea holds. */
export interface World {
  pulls: Map<number, ScenarioPullRequest>;
  branchDiffs: Map<string, string>;
  /** Whether it compares as text, as since 1.27. */
  comparesAsText: boolean;
}

export function createWorld(): World {
  return { pulls: new Map(), branchDiffs: new Map(), comparesAsText: false };
}
