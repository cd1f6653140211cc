import {
  type CheckRun,
  countChecks,
  type ReportedChecks,
  type RequiredNames,
  type UnreadableChecks,
} from '../../domain/checks.ts';
import { isRateLimited, type MaybeRead, type Unread } from './forge-api.ts';

/** Runs of the checks of a commit; null when they could not be read this time. */
export type ReadRuns<Run = CheckRun> = readonly Run[] | UnreadableChecks | null;

/**
 * S16: checks that a token may not read are unknown, with the reason and what to grant. Another
 * failure may be over at the next attempt, and a rate limit fails the row (S5).
 */
export function toReadRuns<Run>(
  listed: MaybeRead<readonly Run[]>,
  grant: string,
): MaybeRead<ReadRuns<Run>> {
  if (listed.kind === 'read') return listed;
  if (isRateLimited(listed)) return listed;
  const message = findRefusal(listed);
  return {
    kind: 'read',
    value: message === undefined ? null : { unreadable: `${message} ${grant}` },
  };
}

function findRefusal({ outcome }: Unread): string | undefined {
  if (outcome.kind === 'rate_limited') return undefined;
  const { kind, message } = outcome.failure;
  return kind === 'forbidden' || kind === 'unauthorized' ? message : undefined;
}

export function countRuns(
  runs: ReadRuns,
  rules: { headSha: string | null; requiredNames: RequiredNames },
): ReportedChecks | null {
  return runs === null || 'unreadable' in runs ? runs : countChecks(runs, rules);
}

/** Counts what was listed, or says why the token may not list it. */
export function countReadRuns(
  listed: MaybeRead<readonly CheckRun[]>,
  grant: string,
  rules: { headSha: string | null; requiredNames: RequiredNames },
): MaybeRead<ReportedChecks | null> {
  const read = toReadRuns(listed, grant);
  return read.kind === 'read' ? { kind: 'read', value: countRuns(read.value, rules) } : read;
}
