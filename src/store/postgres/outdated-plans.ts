import { findSqlState } from './session.ts';

/** Each try closes one connection, and a pool has fewer. */
const mostTries = 50;

/**
 * Whether a migration of a newer replica changed what a prepared statement returns: the server refuses to run
 * it on every connection that prepared it before.
 */
export function isOutdatedPlan(error: unknown): boolean {
  return findSqlState(error) === '0A000';
}

/** Runs work again on another connection; `work` closes the one whose statement is outdated. */
export async function retryOutdatedPlans<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isOutdatedPlan(error) || tries === mostTries) throw error;
    }
  }
}
