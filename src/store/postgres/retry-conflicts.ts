import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from 'pg';
import { DatabaseUnavailable } from '../database.ts';
import { findSqlState } from './session.ts';

/** Serialisation failure and deadlock: the server has undone everything, and the next try may succeed. */
const conflicts = new Set(['40001', '40P01']);
/** Statements that meet a row with this key update it; one that began before the row existed cannot. */
const identityKey = 'chat_diff_statuses_by_identity';

const mostTries = 6;
const firstPauseMs = 10;

/**
 * Runs a statement or a transaction again when the server cancelled it for the sake of another one.
 * Random pauses keep the two from meeting again.
 */
export async function retryConflicts<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (tries === mostTries) throw toBusy(error);
    }
    await sleep(Math.random() * firstPauseMs * 2 ** tries);
  }
}

function isConflict(error: unknown): boolean {
  const isKeyTaken = error instanceof DatabaseError && error.constraint === identityKey;
  return isKeyTaken || conflicts.has(findSqlState(error) ?? '');
}

function toBusy(cause: unknown): DatabaseUnavailable {
  const message = `The database is too busy: ${mostTries} tries of one change conflicted with others.`;
  return new DatabaseUnavailable(message, { cause });
}
