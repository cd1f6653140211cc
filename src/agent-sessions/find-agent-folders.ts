import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { type AgentSessions, agents } from './agents.ts';
import { findJsonText, findYamlText } from './find-text.ts';
import { readStart } from './read-session.ts';

export interface AgentFolder {
  /** The clone or worktree. */
  path: string;
  /** The names of the agents that worked there. */
  agents: string[];
  lastUsedAt: Date;
}

const mostFiles = 300;
const mostFolders = 50;
const mostDirectories = 3_000;

/** The agents that have a folder of sessions. Nothing in it is read. */
export function listAgents(homeDirectory: string): string[] {
  return agents
    .filter(({ directory }) => existsSync(join(homeDirectory, directory)))
    .map(({ name }) => name);
}

/**
 * The clones in which agents have been at work, the last one first. Reads the agents' session files, so it
 * needs the person's consent; of what else is on the machine, only whether the folders are clones.
 */
export async function findAgentFolders(homeDirectory: string): Promise<AgentFolder[]> {
  const folders = new Map<string, AgentFolder>();
  for (const agent of agents) {
    for (const { path, changedAt } of await listSessions(agent, homeDirectory)) {
      const named = findFolder(await readStart(path), agent.fields);
      const clone = named && findClone(named, homeDirectory);
      if (clone) addFolder(folders, clone, agent.name, changedAt);
    }
  }
  const found = [...folders.values()];
  found.sort((one, other) => other.lastUsedAt.getTime() - one.lastUsedAt.getTime());
  return found.slice(0, mostFolders);
}

function addFolder(
  folders: Map<string, AgentFolder>,
  path: string,
  agent: string,
  changedAt: Date,
): void {
  const known = folders.get(path);
  if (!known) return void folders.set(path, { path, agents: [agent], lastUsedAt: changedAt });
  if (!known.agents.includes(agent)) known.agents.push(agent);
  if (changedAt > known.lastUsedAt) known.lastUsedAt = changedAt;
}

interface SessionFile {
  path: string;
  changedAt: Date;
}

/** The latest session files of an agent. Links are not followed. */
export async function listSessions(
  { directory, depth, endings }: AgentSessions,
  homeDirectory: string,
): Promise<SessionFile[]> {
  const files: SessionFile[] = [];
  const waiting = [{ path: join(homeDirectory, directory), depth }];
  for (let read = 0; read < mostDirectories; read += 1) {
    const next = waiting.shift();
    if (!next) break;
    const entries = await readdir(next.path, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(next.path, entry.name);
      if (entry.isDirectory() && next.depth > 1) waiting.push({ path, depth: next.depth - 1 });
      if (!entry.isFile() || !endings.some((ending) => entry.name.endsWith(ending))) continue;
      const stats = await stat(path).catch(() => undefined);
      if (stats) files.push({ path, changedAt: stats.mtime });
    }
  }
  files.sort((one, other) => other.changedAt.getTime() - one.changedAt.getTime());
  return files.slice(0, mostFiles);
}

/** The first absolute path in one of the fields, of JSON or YAML, or the text itself. */
export function findFolder(text: string, fields: readonly string[]): string | undefined {
  const found = fields.flatMap((name) => [findJsonText(text, name), findYamlText(text, name)]);
  const whole = text.length < 4096 && !text.trim().includes('\n') ? text.trim() : undefined;
  return [...found, whole].find((path) => path !== undefined && isAbsolute(path));
}

/** The clone or worktree around a folder; never the home directory as a whole. */
export function findClone(folder: string, homeDirectory: string): string | undefined {
  const home = normalize(homeDirectory);
  let path = normalize(folder);
  while (path !== dirname(path) && path !== home) {
    if (existsSync(join(path, '.git'))) return path;
    path = dirname(path);
  }
  return undefined;
}
