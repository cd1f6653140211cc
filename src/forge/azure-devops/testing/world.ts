import { type ComparedFile, readComparedFiles } from '../../testing/compared-files.ts';
import { type ScenarioPullRequest, samplePullRequest } from '../../testing/forge-scenario.ts';
import { toBlobId } from './files.ts';

/** What the double knows. */
export interface World {
  pulls: Map<number, ScenarioPullRequest>;
  /** By the version that is compared with what it left: a commit or a branch. */
  compared: Map<string, ComparedFile[]>;
  blobs: Map<string, string>;
  subscriptions: Map<string, Record<string, unknown>>;
  putPullRequest(change: Partial<ScenarioPullRequest>): ScenarioPullRequest;
  putFiles(version: string, files: ComparedFile[]): void;
}

export function createWorld(): World {
  const world: World = {
    pulls: new Map(),
    compared: new Map(),
    blobs: new Map(),
    subscriptions: new Map(),
    putPullRequest(change) {
      const pull = { ...samplePullRequest, ...change };
      world.pulls.set(pull.number, pull);
      world.putFiles(pull.headSha, readComparedFiles(pull.diff));
      return pull;
    },
    putFiles(version, files) {
      world.compared.set(version, files);
      for (const text of files.flatMap(({ before, after }) => [before, after])) {
        if (text !== null) world.blobs.set(toBlobId(text), text);
      }
    },
  };
  return world;
}
