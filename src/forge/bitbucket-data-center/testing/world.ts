import type { Refusals } from '../../testing/forge-double.ts';
import {
  type PostedComment,
  type ScenarioPullRequest,
  samplePullRequest,
} from '../../testing/forge-scenario.ts';
import { createStoredFiles, type StoredFiles } from '../../testing/stored-files.ts';

export interface Hook {
  id: number;
  name: string;
  url: string;
  active: boolean;
  events: string[];
  configuration: { secret?: string };
}

/** The state of the double. */
export interface World {
  webBaseUrl: string;
  pulls: Map<number, ScenarioPullRequest>;
  /** The diff of a branch of `ACME/app` against `main`. */
  branchDiffs: Map<string, string>;
  hooks: Hook[];
  files: StoredFiles;
  posted: PostedComment[];
  refusals: Refusals;
  /** The events that this version knows. */
  knownEvents: RegExp;
  putPullRequest(change: Partial<ScenarioPullRequest>): ScenarioPullRequest;
}

export function createWorld(webBaseUrl: string): World {
  const pulls: World['pulls'] = new Map();
  return {
    webBaseUrl,
    pulls,
    branchDiffs: new Map(),
    hooks: [],
    files: createStoredFiles(),
    posted: [],
    refusals: new Map(),
    knownEvents: /^(repo|pr):/,
    putPullRequest(change) {
      const pull = { ...samplePullRequest, ...change };
      pulls.set(pull.number, pull);
      return pull;
    },
  };
}
