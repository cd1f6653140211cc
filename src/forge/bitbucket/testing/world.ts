import { findText } from '../../parsing/json-fields.ts';
import { createDeletedAccounts, type DeletedAccounts } from '../../testing/deleted-accounts.ts';
import type { Refusals } from '../../testing/forge-double.ts';
import type { PostedComment, ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { createStoredLogs, type StoredLogs } from '../../testing/scenario-logs.ts';
import { createStoredFiles, type StoredFiles } from '../../testing/stored-files.ts';
import { repositoryNames } from './json-answers.ts';

export interface Hook {
  uuid: string;
  url: string;
  active: boolean;
  events: string[];
  secret_set: boolean;
}

/** The state of the double. */
export interface World {
  pulls: Map<number, ScenarioPullRequest>;
  branchDiffs: Map<string, string>;
  hooks: Hook[];
  files: StoredFiles;
  /** The commits with stored files, by repository and branch: `acme/app main`. */
  heads: Map<string, string>;
  posted: PostedComment[];
  logs: StoredLogs;
  refusals: Refusals;
  people: DeletedAccounts;
  restrictions: object[];
  /** The status for a token without administration rights. */
  refusesRestrictions: boolean;
}

export function createWorld(): World {
  const refusals: Refusals = new Map();
  const heads = new Map<string, string>();
  const files = createStoredFiles();
  return {
    pulls: new Map(),
    branchDiffs: new Map(),
    hooks: [],
    files: {
      ...files,
      async put(file) {
        const hash = await files.put(file);
        heads.set(`${repositoryNames[file.from]} ${file.branch}`, hash);
        return hash;
      },
    },
    heads,
    posted: [],
    logs: createStoredLogs(),
    refusals,
    people: createDeletedAccounts(repositoryNames, refusals, eraseFields),
    restrictions: [],
    refusesRestrictions: false,
  };
}

function eraseFields(fields: Record<string, unknown>, gone: ReadonlySet<unknown>): unknown {
  const [owner] = findText(fields, 'full_name')?.split('/') ?? [];
  return gone.has(fields.nickname) || gone.has(owner) ? null : fields;
}
