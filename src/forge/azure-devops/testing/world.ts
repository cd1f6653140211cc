import type { ComparedFile } from '../../testing/diff-fixtures.ts';
import {
  type PostedComment,
  type ScenarioPullRequest,
  samplePullRequest,
} from '../../testing/forge-scenario.ts';
import {
  createStoredFiles,
  listSides,
  type SidesOfFile,
  type StoredFiles,
} from '../../testing/stored-files.ts';
import { toBlobId } from './files.ts';

/** What the double knows. */
export interface World {
  pulls: Map<number, ScenarioPullRequest>;
  /** By the version that is compared with what it left: a commit or a branch. */
  compared: Map<string, ComparedFile[]>;
  blobs: Map<string, string>;
  subscriptions: Map<string, Record<string, unknown>>;
  files: StoredFiles;
  posted: PostedComment[];
  putPullRequest(change: Partial<ScenarioPullRequest>): ScenarioPullRequest;
  putFiles(version: string, files: ComparedFile[]): void;
  /** The same, of a diff that shows every file whole. */
  putDiff(version: string, diff: string): void;
}

export function createWorld(): World {
  const world: World = {
    pulls: new Map(),
    compared: new Map(),
    blobs: new Map(),
    subscriptions: new Map(),
    files: createStoredFiles(),
    posted: [],
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
