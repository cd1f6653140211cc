import type { ScenarioPullRequest } from '../../testing/forge-scenario.ts';

export interface Hook {
  uuid: string;
  url: string;
  active: boolean;
  events: string[];
  secret_set: boolean;
}

/** What the double of Bitbucket knows. */
export interface World {
  pulls: Map<number, ScenarioPullRequest>;
  branchDiffs: Map<string, string>;
  hooks: Hook[];
}

export function createWorld(): World {
  return { pulls: new Map(), branchDiffs: new Map(), hooks: [] };
}
