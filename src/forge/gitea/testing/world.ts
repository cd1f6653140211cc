import type { Refusals } from '../../testing/forge-double.ts';
import type { PostedComment, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { createStoredFiles, type StoredFiles } from '../../testing/stored-files.ts';

/** The state of the Gitea double. */
export interface World {
  pulls: Map<number, ScenarioPullRequest>;
  branchDiffs: Map<string, string>;
  /** Whether comparisons are available as text, as since 1.27. */
  comparesAsText: boolean;
  files: StoredFiles;
  posted: PostedComment[];
  refusals: Refusals;
  /** Deleted accounts, whose reviews remain. */
  gone: Set<string>;
  /** The checks that the rules of `main` require. */
  requiredChecks: readonly string[];
  refusesRules: boolean;
  refusesChecks: boolean;
}

export const baseSha = 'b'.repeat(40);
export const branchSha = 'c'.repeat(40);

export function createWorld(): World {
  return {
    pulls: new Map(),
    branchDiffs: new Map(),
    comparesAsText: false,
    files: createStoredFiles(),
    posted: [],
    refusals: new Map(),
    gone: new Set(),
    requiredChecks: [],
    refusesRules: false,
    refusesChecks: false,
  };
}
