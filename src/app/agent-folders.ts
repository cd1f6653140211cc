import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findAgentFolders, listAgents } from '../agent-sessions/find-agent-folders.ts';
import type { AgentFoldersPort } from '../http/deps.ts';

export interface WatchedFolders {
  /** Those of the configuration and those that the person chose on the page. */
  list(): string[];
  /** Aborts when the list changes. */
  changed(): AbortSignal;
  port: AgentFoldersPort;
}

/** The folders that the person agreed to watch, kept in the data directory. */
export function createWatchedFolders(
  configured: readonly string[],
  dataDirectory: string,
  onProblem: (message: string) => void,
): WatchedFolders {
  const file = join(dataDirectory, 'watched-folders.json');
  let change = new AbortController();
  const read = readChosen(file);
  if (!read) onProblem(`${file} is no list of folders: correct it and restart, or delete it`);
  let chosen = read ?? [];
  const list = () => [...new Set([...configured, ...chosen])];
  const choose = (paths: readonly string[]) => {
    chosen = [...new Set(paths)];
    if (!readChosen(file)) renameSync(file, `${file}.damaged`);
    writeFileSync(`${file}.new`, `${JSON.stringify(chosen, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    const last = change;
    change = new AbortController();
    last.abort();
  };
  return {
    list,
    changed: () => change.signal,
    port: {
      listAgents: () => listAgents(homedir()),
      search: () => findAgentFolders(homedir()),
      listWatched: list,
      isWatched: (path) => list().some((one) => path === one || path.startsWith(`${one}/`)),
      listFollowed: () => [...chosen],
      watch: (paths) => choose([...chosen, ...paths]),
      unwatch: (paths) => choose(chosen.filter((path) => !paths.includes(path))),
    },
  };
}

/** People edit the file. Undefined when it is damaged. */
function readChosen(file: string): string[] | undefined {
  try {
    if (!existsSync(file)) return [];
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(content) ? content.filter((path) => typeof path === 'string') : undefined;
  } catch {
    return undefined;
  }
}
