import { findText, toFields } from '../../parsing/json-fields.ts';
import { createDeletedAccounts, type DeletedAccounts } from '../../testing/deleted-accounts.ts';
import type { Refusals } from '../../testing/forge-double.ts';
import {
  type PostedComment,
  type ScenarioPullRequest,
  samplePullRequest,
} from '../../testing/forge-scenario.ts';
import { createStoredFiles, type StoredFiles } from '../../testing/stored-files.ts';
import { names } from './json-answers.ts';

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
  people: DeletedAccounts;
  /** The plans that a merge into `main` requires. */
  requiredPlans: readonly string[];
  refusesConditions: boolean;
  /** The events that this version knows. */
  knownEvents: RegExp;
  putPullRequest(change: Partial<ScenarioPullRequest>): ScenarioPullRequest;
}

export function createWorld(webBaseUrl: string): World {
  const refusals: Refusals = new Map();
  const pulls: World['pulls'] = new Map();
  return {
    webBaseUrl,
    pulls,
    branchDiffs: new Map(),
    hooks: [],
    files: createStoredFiles(),
    posted: [],
    refusals,
    people: createDeletedAccounts(names, refusals, eraseFields),
    requiredPlans: [],
    refusesConditions: false,
    knownEvents: /^(repo|pr):/,
    putPullRequest(change) {
      const pull = { ...samplePullRequest, ...change };
      pulls.set(pull.number, pull);
      return pull;
    },
  };
}

function eraseFields(fields: Record<string, unknown>, gone: ReadonlySet<unknown>): unknown {
  if ('emailAddress' in fields && gone.has(fields.name)) return null;
  const key = findText(toFields(fields.project), 'key');
  return key?.startsWith('~') && gone.has(key.slice(1).toLowerCase()) ? null : fields;
}
