import { readFileSync, writeFileSync } from 'node:fs';
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
): WatchedFolders {
  const file = join(dataDirectory, 'watched-folders.json');
  let change = new AbortController();
  let chosen = readChosen(file);
  const list = () => [...new Set([...configured, ...chosen])];
  return {
    list,
    changed: () => change.signal,
    port: {
      listAgents: () => listAgents(homedir()),
      search: () => findAgentFolders(homedir()),
      listWatched: list,
      isWatched: (path) => list().some((one) => path === one || path.startsWith(`${one}/`)),
      watch(paths) {
        chosen = [...new Set([...chosen, ...paths])];
        writeFileSync(file, `${JSON.stringify(chosen, null, 2)}\n`, { mode: 0o600 });
        const last = change;
        change = new AbortController();
        last.abort();
      },
    },
  };
}

function readChosen(file: string): string[] {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(content) ? content.filter((path) => typeof path === 'string') : [];
  } catch {
    return [];
  }
}
