import { createHash } from 'node:crypto';
import { toFields } from '../../parsing/json-fields.ts';
import { createDeletedAccounts, type DeletedAccounts } from '../../testing/deleted-accounts.ts';
import type { ComparedFile } from '../../testing/diff-fixtures.ts';
import type { Refusals } from '../../testing/forge-double.ts';
import {
  type PostedComment,
  type ScenarioPullRequest,
  samplePullRequest,
} from '../../testing/forge-scenario.ts';
import { createStoredLogs, type StoredLogs } from '../../testing/scenario-logs.ts';
import {
  createStoredFiles,
  listSides,
  type SidesOfFile,
  type StoredFiles,
} from '../../testing/stored-files.ts';
import { names } from './json-answers.ts';

/** The state of the double. */
export interface World {
  pulls: Map<number, ScenarioPullRequest>;
  /** By the compared version: a commit or a branch. */
  compared: Map<string, ComparedFile[]>;
  blobs: Map<string, string>;
  subscriptions: Map<string, Record<string, unknown>>;
  files: StoredFiles;
  posted: PostedComment[];
  logs: StoredLogs;
  refusals: Refusals;
  people: DeletedAccounts;
  putPullRequest(change: Partial<ScenarioPullRequest>): ScenarioPullRequest;
  putFiles(version: string, files: ComparedFile[]): void;
  /** Takes a diff that shows every file completely. */
  putDiff(version: string, diff: string): void;
}

export function createWorld(): World {
  const refusals: Refusals = new Map();
  const world: World = {
    pulls: new Map(),
    compared: new Map(),
    blobs: new Map(),
    subscriptions: new Map(),
    files: createStoredFiles(),
    posted: [],
    logs: createStoredLogs(),
    refusals,
    people: createDeletedAccounts(names, refusals, eraseFields),
    putPullRequest(change) {
      const pull = { ...samplePullRequest, ...change };
      world.pulls.set(pull.number, pull);
      world.putDiff(pull.headSha, pull.diff);
      return pull;
    },
    putDiff: (version, diff) => world.putFiles(version, listSides(diff).map(toComparedFile)),
    putFiles(version, files) {
      world.compared.set(version, files);
      for (const text of files.flatMap(({ before, after }) => [before, after])) {
        if (text !== null) world.blobs.set(toBlobId(text), text);
      }
    },
  };
  return world;
}

function toComparedFile({ path, previousPath, before, after }: SidesOfFile): ComparedFile {
  const moved = previousPath ? { previousPath } : {};
  return { path, ...moved, before: toText(before), after: toText(after) };
}

function toText(side: string | Buffer | null): string | null {
  return Buffer.isBuffer(side) ? side.toString('latin1') : side;
}

/** The object id that git computes for a blob. */
function toBlobId(text: string): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

/** The entries of a comparison: includes folders, and a second entry at the old path of a moved file. */
export function listChangeJson(files: readonly ComparedFile[]) {
  const folders = new Set(files.flatMap(({ path }) => listFolders(path)));
  return [
    ...[...folders].map((path) => ({
      item: { objectId: 'd'.repeat(40), gitObjectType: 'tree', path, isFolder: true },
      changeType: 'edit',
    })),
    ...files.flatMap(toEntries),
  ];
}

function toEntries({ path, previousPath, before, after }: ComparedFile) {
  const item = {
    objectId: after === null ? '' : toBlobId(after),
    ...(before !== null && { originalObjectId: toBlobId(before) }),
    gitObjectType: 'blob',
    path: `/${path}`,
  };
  if (before === null) return [{ item, changeType: 'add' }];
  if (after === null) return [{ item, changeType: 'delete' }];
  if (previousPath === undefined) return [{ item, changeType: 'edit' }];
  const old = { ...item, objectId: '', path: `/${previousPath}` };
  const changeType = before === after ? 'rename' : 'edit, rename';
  return [
    { item, changeType, sourceServerItem: `/${previousPath}` },
    { item: old, changeType: 'delete, sourceRename' },
  ];
}

function listFolders(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}

/** Azure keeps the vote of a reviewer whose account is deleted. */
function eraseFields(fields: Record<string, unknown>, gone: ReadonlySet<unknown>): unknown {
  if (gone.has(fields.uniqueName)) {
    const nameless = { ...fields, id: null, displayName: null, uniqueName: null, imageUrl: null };
    return 'vote' in fields ? nameless : null;
  }
  const project = toFields(fields.project);
  return project && gone.has(project.name) ? null : fields;
}
