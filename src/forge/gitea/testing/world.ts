import { findText } from '../../parsing/json-fields.ts';
import { createDeletedAccounts, type DeletedAccounts } from '../../testing/deleted-accounts.ts';
import type { Refusals } from '../../testing/forge-double.ts';
import type { PostedComment, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { createStoredLogs, type StoredLogs } from '../../testing/scenario-logs.ts';
import { createStoredFiles, type StoredFiles } from '../../testing/stored-files.ts';
import { fullNames } from './json-answers.ts';

/** The state of the Gitea double. */
export interface World {
  pulls: Map<number, ScenarioPullRequest>;
  branchDiffs: Map<string, string>;
  /** Whether comparisons are available as text, as since 1.27. */
  comparesAsText: boolean;
  files: StoredFiles;
  posted: PostedComment[];
  refusals: Refusals;
  people: DeletedAccounts;
  /** The checks that the rules of `main` require. */
  requiredChecks: readonly string[];
  refusesRules: boolean;
  refusesChecks: boolean;
  logs: StoredLogs;
}

export const baseSha = 'b'.repeat(40);
export const branchSha = 'c'.repeat(40);

export function createWorld(): World {
  const refusals: Refusals = new Map();
  return {
    pulls: new Map(),
    branchDiffs: new Map(),
    comparesAsText: false,
    files: createStoredFiles(),
    posted: [],
    refusals,
    people: createDeletedAccounts(fullNames, refusals, eraseFields),
    requiredChecks: [],
    refusesRules: false,
    refusesChecks: false,
    logs: createStoredLogs(),
  };
}

function eraseFields(fields: Record<string, unknown>, gone: ReadonlySet<unknown>): unknown {
  const [owner] = findText(fields, 'full_name')?.split('/') ?? [];
  return gone.has(fields.login) || gone.has(owner) ? null : fields;
}
