import { isUnreadable } from '../domain/checks.ts';
import type { AppliedHint, ApplyHeadChecks } from '../domain/delivery.ts';
import { type AppliedChecks, applyReport, type ReportedRuns } from '../domain/head-checks.ts';
import type { TrackedBranchKey } from '../domain/tracked-branch.ts';
import type { Connection, Database } from './database.ts';
import {
  type HeldChecks,
  holdHeadChecks,
  holdRowChecks,
} from './queries/branches/hold-head-checks.ts';
import { markRowsDue } from './queries/branches/mark-rows-due.ts';
import { recordHeadChecks } from './queries/branches/record-head-checks.ts';
import type { RecordPullRequest } from './queries/branches/record-pull-request.ts';
import { fromStoredRuns } from './stored-runs.ts';

/**
 * Shows what was reported about the checks of a commit in the rows whose head it is. Rows for which
 * that takes a read are due as routine.
 */
export async function applyHeadChecks(
  database: Database,
  { reported, ownerId, ...commit }: ApplyHeadChecks,
): Promise<AppliedHint> {
  return database.transaction(async (connection) => {
    const held = await holdHeadChecks(connection, commit, ownerId ?? null);
    const applied = await applyToHeld(connection, held, { ...commit, reported });
    return { rowCount: held.length, ...applied };
  });
}

/** Merges the list that a refresh has read with what deliveries reported meanwhile, in its transaction. */
export async function mergeReadChecks(
  connection: Connection,
  { row, pullRequest, sinceAcquiredMs }: RecordPullRequest,
): Promise<void> {
  const { checks, headSha } = pullRequest;
  if (headSha === null || checks === null || isUnreadable(checks)) return;
  const { runs, requiredNames } = checks;
  const reported = { kind: 'list', runs, requiredNames, sinceReadMs: sinceAcquiredMs } as const;
  const held = await holdRowChecks(connection, row, headSha);
  await applyToHeld(connection, held, { sha: headSha, reported });
}

async function applyToHeld(
  connection: Connection,
  held: readonly HeldChecks[],
  { sha, reported }: Pick<ApplyHeadChecks, 'sha' | 'reported'>,
): Promise<Pick<AppliedHint, 'due' | 'shown'>> {
  const applied = held
    .filter(({ isMerged }) => !isMerged)
    .map((row) => ({ row, ...apply(row, sha, reported) }));
  const records = applied.flatMap(({ row, checks, isConfirmed }) => {
    const isRead = isConfirmed && reported.kind === 'list';
    return checks ? [{ row, checks, sinceReadMs: isRead ? reported.sinceReadMs : null }] : [];
  });
  await recordHeadChecks(connection, records);
  const unsure = applied.filter(({ needsRead }) => needsRead).map(({ row }) => row);
  const due = await markRowsDue(connection, unsure);
  return { due, shown: records.map(({ row }) => toKey(row)) };
}

function toKey({ chatId, remoteOrigin, branch }: TrackedBranchKey): TrackedBranchKey {
  return { chatId, remoteOrigin, branch };
}

/** A row without a list is read. */
function apply(
  { runs, requiredNames, now }: HeldChecks,
  headSha: string,
  reported: ReportedRuns,
): AppliedChecks {
  if (runs === null) return { checks: null, needsRead: true, isConfirmed: false };
  return applyReport({ runs: fromStoredRuns(runs), requiredNames, headSha }, reported, now);
}
