import { type FSWatcher, lstatSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { isSearchedName } from './find-clones.ts';

/** Each costs one watch of the system. Deeper folders come last, and are searched once a minute all the same. */
const mostFolders = 200;

interface FollowedFolder {
  watcher: FSWatcher;
  /** Differs when the folder was removed and created again. */
  identity: string | undefined;
}

/**
 * Notices directories that are created in folders, without looking below them. It is a hint: the system may
 * have no watches left, and what happened before a folder was followed is not reported.
 */
export class FolderEvents {
  readonly #onNewDirectory: () => void;
  readonly #followed = new Map<string, FollowedFolder>();

  constructor(onNewDirectory: () => void) {
    this.#onNewDirectory = onNewDirectory;
  }

  /** Follows these folders and no others. Returns whether one of them was not followed before. */
  follow(folders: readonly string[]): boolean {
    const wanted = new Set(folders.slice(0, mostFolders));
    for (const [folder, { identity }] of this.#followed) {
      if (!wanted.has(folder) || identity !== findIdentity(folder)) this.#drop(folder);
    }
    const fresh = [...wanted].filter((folder) => !this.#followed.has(folder));
    return fresh.map((folder) => this.#add(folder)).some(Boolean);
  }

  close(): void {
    for (const folder of this.#followed.keys()) this.#drop(folder);
  }

  #add(folder: string): boolean {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => {
        if (name === null || isNewDirectory(folder, name)) this.#onNewDirectory();
      });
      // The folder was removed.
      watcher.on('error', () => this.#drop(folder));
      this.#followed.set(folder, { watcher, identity: findIdentity(folder) });
      return true;
    } catch {
      return false;
    }
  }

  #drop(folder: string): void {
    this.#followed.get(folder)?.watcher.close();
    this.#followed.delete(folder);
  }
}

function findIdentity(folder: string): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino} ${found.birthtimeMs}`;
}

function isNewDirectory(folder: string, name: string): boolean {
  if (name !== '.git' && !isSearchedName(name)) return false;
  const entry = lstatSync(join(folder, name), { throwIfNoEntry: false });
  return entry?.isDirectory() ?? false;
}
