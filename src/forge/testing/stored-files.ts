import { createHash } from 'node:crypto';
import { awkwardDiff, awkwardFiles, readComparedFiles } from './diff-fixtures.ts';
import type { ScenarioFile, ScenarioRepository } from './forge-scenario.ts';

export type StoredRepository = ScenarioRepository;

/** The files that a fake forge serves. Binary content is preserved. */
export interface StoredFiles {
  /** Returns the new head commit of the branch. */
  put(file: ScenarioFile): Promise<string>;
  /** Stores both sides of a diff that contains its files completely, in every repository. */
  putSides(diff: string, refs: { base: string; head: string }): void;
  find(repository: StoredRepository, ref: string, path: string): string | Buffer | undefined;
}

export interface SidesOfFile {
  path: string;
  previousPath?: string | null;
  before: string | Buffer | null;
  after: string | Buffer | null;
}

export function createStoredFiles(): StoredFiles {
  const stored = new Map<string, string | Buffer>();
  const save = (place: string[], content: string | Buffer) => {
    stored.set(JSON.stringify(place), content);
  };
  return {
    async put({ from, branch, path, content }) {
      const place = [from, branch, path];
      const sha = createHash('sha1').update(JSON.stringify(place)).update(content).digest('hex');
      save(place, content);
      save([from, sha, path], content);
      return sha;
    },
    putSides(diff, { base, head }) {
      for (const { path, previousPath, before, after } of listSides(diff)) {
        if (before !== null) save(['every', base, previousPath ?? path], before);
        if (after !== null) save(['every', head, path], after);
      }
    },
    find(repository, ref, path) {
      const places = [repository, 'every'].map((name) => JSON.stringify([name, ref, path]));
      return places.map((place) => stored.get(place)).find((content) => content !== undefined);
    },
  };
}

export function listSides(diff: string): SidesOfFile[] {
  return diff === awkwardDiff ? Object.values(awkwardFiles) : readComparedFiles(diff);
}
