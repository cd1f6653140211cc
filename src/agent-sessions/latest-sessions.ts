import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../platform/clock.ts';
import { type AgentSessions, agents } from './agents.ts';
import { findClone, findFolder, listSessions } from './find-agent-folders.ts';
import { readEnds } from './read-session.ts';
import { findTitle, parseThreadNames } from './session-title.ts';

export interface LatestSession {
  /** The name of the agent. */
  agent: string;
  /** What the session is about, or an earlier one, if an agent has said so. */
  title: string | undefined;
}

export interface LatestSessions {
  /** Undefined when no agent was at work in the clone or worktree. */
  find(path: string): Promise<LatestSession | undefined>;
}

interface ReadSession extends LatestSession {
  changedAt: number;
  /** The clone or worktree; undefined when the session names none that exists. */
  clone: string | undefined;
}

const scanEveryMs = 60_000;

/**
 * Reads agents' sessions at most once a minute, and of them only what changed. It needs the
 * person's consent, as `findAgentFolders` does.
 */
export function createLatestSessions(
  homeDirectory: string,
  clock: Pick<Clock, 'monotonic'>,
): LatestSessions {
  let known = new Map<string, ReadSession>();
  let scan: { startedAt: number; clones: Promise<Map<string, LatestSession>> } | undefined;
  const scanAll = async () => {
    const last = known;
    const sessions = new Map<string, ReadSession>();
    const threads = parseThreadNames(
      await readEnds(join(homeDirectory, '.codex/session_index.jsonl')),
    );
    for (const agent of agents) {
      for (const { path, changedAt } of await listSessions(agent, homeDirectory)) {
        const before = last.get(path);
        const isSame = before?.changedAt === changedAt.getTime();
        const session = isSame ? before : await readSession(agent, path, changedAt);
        // A thread is named in another file than its session.
        const title = [...threads].find(([id]) => path.endsWith(`${id}.jsonl`))?.[1];
        sessions.set(path, title === undefined ? session : { ...session, title });
      }
    }
    known = sessions;
    return toLatestSessions(sessions.values());
  };
  const readSession = async (
    agent: AgentSessions,
    path: string,
    changedAt: Date,
  ): Promise<ReadSession> => {
    const text = await readEnds(path);
    const folder = findFolder(text, agent.fields);
    const clone = folder && findClone(folder, homeDirectory);
    return {
      agent: agent.name,
      title: findTitle(text, agent),
      changedAt: changedAt.getTime(),
      clone: clone && toRealPath(clone),
    };
  };
  return {
    async find(path) {
      if (!scan || clock.monotonic() - scan.startedAt >= scanEveryMs) {
        scan = { startedAt: clock.monotonic(), clones: scanAll() };
      }
      return (await scan.clones).get(path);
    },
  };
}

function toLatestSessions(sessions: Iterable<ReadSession>): Map<string, LatestSession> {
  const clones = new Map<string, LatestSession>();
  for (const { clone, agent, title } of [...sessions].toSorted(byChange)) {
    if (clone === undefined) continue;
    clones.set(clone, { agent, title: title ?? clones.get(clone)?.title });
  }
  return clones;
}

function byChange(one: ReadSession, other: ReadSession): number {
  return one.changedAt - other.changedAt;
}

function toRealPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
