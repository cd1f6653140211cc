import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { findRepository, type GitPlace, type Repository, toReason } from './repository.ts';

/** Directories of tools and of the system, which hold no one's clones and may be very large. */
const skipped = new Set(
  `node_modules bower_components vendor target dist build out venv site-packages __pycache__
  Library AppData Applications System Windows proc sys dev lost+found`.split(/\s+/),
);

/** Hidden directories that agents and people keep clones and worktrees in. */
const hidden = new Set([
  '.worktrees',
  '.claude',
  '.codex',
  '.cursor',
  '.bare',
  '.config',
  '.dotfiles',
]);

const deepest = 6;
const mostDirectories = 20_000;

export interface FoundClones {
  repositories: Repository[];
  /** Those that were searched and are no clones, the nearest first. */
  folders: string[];
  problems: { path: string; reason: string }[];
}

/**
 * Finds the clones below a directory without following links. Sources are not searched: what is below a
 * clone is found through its git directory, except directly below the directory that was given. Ends early with the
 * signal.
 */
export async function findClones(directory: string, signal?: AbortSignal): Promise<FoundClones> {
  const found = new Map<string, Repository>();
  const folders: string[] = [];
  const problems: FoundClones['problems'] = [];
  const add = (place: GitPlace) => {
    if (place.kind === 'unreadable') problems.push(place);
    if (place.kind === 'repository') {
      const { repository } = place;
      const known = found.get(repository.commonDirectory);
      found.set(repository.commonDirectory, known?.mainPath === undefined ? repository : known);
    }
  };
  const waiting = [{ path: directory, depth: 0 }];
  for (let read = 0; waiting.length > 0; read += 1) {
    if (signal?.aborted) break;
    const { path, depth } = waiting.shift() ?? { path: directory, depth: 0 };
    if (read >= mostDirectories) {
      const reason = `it has more than ${mostDirectories} directories: watch the folders of your clones instead`;
      problems.push({ path: directory, reason });
      break;
    }
    const place = await findRepository(path);
    add(place);
    if (place.kind === 'nothing') folders.push(path);
    const isSearched = place.kind === 'nothing' || (place.kind === 'repository' && depth === 0);
    if (!isSearched || depth >= deepest) continue;
    const below = place.kind === 'repository' ? deepest : depth + 1;
    const names = await listDirectories(path, problems);
    waiting.push(...names.map((name) => ({ path: join(path, name), depth: below })));
  }
  return { repositories: [...found.values()], folders, problems };
}

async function listDirectories(path: string, problems: FoundClones['problems']): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true });
    // A link is not a directory here, so loops cannot occur.
    return entries
      .filter((entry) => entry.isDirectory() && isSearchedName(entry.name))
      .map(({ name }) => name);
  } catch (error) {
    problems.push({ path, reason: toReason(error) });
    return [];
  }
}

/** Whether a directory of this name is searched. */
export function isSearchedName(name: string): boolean {
  if (name.startsWith('.')) return hidden.has(name);
  return !skipped.has(name);
}
