import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../platform/clock.ts';
import { agents } from './agents.ts';
import { findClone, findFolder, listSessions } from './find-agent-folders.ts';
import { readEnds } from './read-session.ts';
import { findTitle, parseThreadNames } from './session-title.ts';

export interface SessionTitles {
  /** What the latest session in a clone or worktree is about, if its agent says so. */
  find(path: string): Promise<string | undefined>;
}

interface ReadSession {
  changedAt: number;
  /** The clone or worktree; undefined when the session names none that exists. */
  clone: string | undefined;
  title: string | undefined;
}

interface TitledClone {
  title: string;
  changedAt: number;
}

const scanEveryMs = 60_000;

/**
 * Reads the titles of agents' sessions at most once a minute, and of them only what changed. It needs the
 * person's consent, as `findAgentFolders` does.
 */
export function createSessionTitles(
  homeDirectory: string,
  clock: Pick<Clock, 'monotonic'>,
): SessionTitles {
  let known = new Map<string, ReadSession>();
  let scan: { startedAt: number; titles: Promise<Map<string, TitledClone>> } | undefined;
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
        const session = isSame ? before : await readSession(path, changedAt);
        // A thread is named in another file than its session.
        const title = [...threads].find(([id]) => path.endsWith(`${id}.jsonl`))?.[1];
        sessions.set(path, title === undefined ? session : { ...session, title });
      }
    }
    known = sessions;
    return toTitledClones(sessions.values());
  };
  const readSession = async (path: string, changedAt: Date): Promise<ReadSession> => {
    const agent = agents.find(({ directory }) => path.startsWith(join(homeDirectory, directory)));
    const text = await readEnds(path);
    const folder = findFolder(text, agent?.fields ?? []);
    const clone = folder && findClone(folder, homeDirectory);
    const title = agent && findTitle(text, agent);
    return { changedAt: changedAt.getTime(), clone: clone && toRealPath(clone), title };
  };
  return {
    async find(path) {
      if (!scan || clock.monotonic() - scan.startedAt >= scanEveryMs) {
        scan = { startedAt: clock.monotonic(), titles: scanAll() };
      }
      return (await scan.titles).get(path)?.title;
    },
  };
}

function toTitledClones(sessions: Iterable<ReadSession>): Map<string, TitledClone> {
  const clones = new Map<string, TitledClone>();
  for (const { clone, title, changedAt } of sessions) {
    if (clone === undefined || title === undefined) continue;
    if ((clones.get(clone)?.changedAt ?? 0) <= changedAt) clones.set(clone, { title, changedAt });
  }
  return clones;
}

function toRealPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}
