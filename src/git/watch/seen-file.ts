import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SeenPush, SeenPushes } from './new-pushes.ts';

/** What a watcher must remember until its next start. */
export interface WatchMemory {
  /** By common directory. */
  pushes: Map<string, SeenPushes>;
  /** Paths of the worktrees with a chat, by their ids. */
  worktrees: Map<string, string>;
}

const version = 1;

/** Reads the file of the last run. A missing or damaged one means a first run. */
export function readWatchMemory(file: string): WatchMemory {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!isRecord(content) || content.version !== version) return blankMemory();
    const { pushes = {}, worktrees = {} } = content;
    if (!isRecord(pushes) || !isRecord(worktrees)) return blankMemory();
    return {
      pushes: new Map(Object.entries(pushes).map(([key, refs]) => [key, parseRefs(refs)])),
      worktrees: new Map(
        Object.entries(worktrees).filter((entry): entry is [string, string] => {
          return typeof entry[1] === 'string';
        }),
      ),
    };
  } catch {
    return blankMemory();
  }
}

/** Replaces the file in one step, so that a crash leaves the old or the new one. */
export function writeWatchMemory(file: string, { pushes, worktrees }: WatchMemory): void {
  const content = {
    version,
    pushes: Object.fromEntries(
      [...pushes].map(([directory, refs]) => [
        directory,
        Object.fromEntries([...refs].map(([ref, push]) => [ref, [push.commit, push.atSeconds]])),
      ]),
    ),
    worktrees: Object.fromEntries(worktrees),
  };
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const temporary = `${file}.${process.pid}.tmp`;
  writeFileSync(temporary, JSON.stringify(content), { mode: 0o600 });
  renameSync(temporary, file);
}

function blankMemory(): WatchMemory {
  return { pushes: new Map(), worktrees: new Map() };
}

function parseRefs(refs: unknown): SeenPushes {
  if (!isRecord(refs)) return new Map();
  return new Map(
    Object.entries(refs).flatMap(([ref, value]): [string, SeenPush][] => {
      const [commit, atSeconds] = Array.isArray(value) ? (value as unknown[]) : [];
      const isWhole = typeof commit === 'string' && typeof atSeconds === 'number';
      return isWhole ? [[ref, { commit, atSeconds }]] : [];
    }),
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
