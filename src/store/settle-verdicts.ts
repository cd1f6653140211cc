import { isUnreadable } from '../domain/checks.ts';
import { findMissingChecks } from '../domain/usual-checks.ts';
import { decideVerdict, type Verdict, type VerdictFacts } from '../domain/verdict.ts';
import type { Database } from './database.ts';
import { acquireDueVerdicts, type DueVerdict } from './queries/verdicts/acquire-due-verdicts.ts';
import { type SettledHead, saveSettledHeads } from './queries/verdicts/save-settled-heads.ts';
import { type SaveVerdict, saveVerdicts } from './queries/verdicts/save-verdicts.ts';
import { toVerdictFacts } from './verdict-facts.ts';

/**
 * Decides the verdicts that are due and learns from heads whose checks have completed, all in one
 * transaction. Returns how many there were: `limit` means that there may be more.
 */
export async function settleVerdicts(database: Database, limit: number): Promise<number> {
  return database.transaction(async (connection) => {
    const due = await acquireDueVerdicts(connection, limit);
    if (due.length === 0) return 0;
    const settled = due.map(settle);
    await saveVerdicts(connection, settled.map(toSaved));
    await saveSettledHeads(
      connection,
      settled.flatMap(({ head }) => head ?? []),
    );
    return due.length;
  });
}

type History = SaveVerdict['history'] & object;

interface Settled {
  row: DueVerdict;
  verdict: Verdict;
  history: History | null;
  head: SettledHead | undefined;
}

function settle(row: DueVerdict): Settled {
  const facts = toVerdictFacts(row);
  const verdict = decideVerdict(facts);
  const history = extendHistory(row);
  const isSettled = verdict.reason !== 'push_pending' && areChecksSettled(facts);
  return { row, verdict, history, head: isSettled ? toSettledHead(row, history) : undefined };
}

function toSaved({ row, verdict, history }: Settled): SaveVerdict {
  return {
    chatId: row.chat_id,
    remoteOrigin: row.git_remote_origin,
    branch: row.git_branch,
    verdict,
    history,
  };
}

function extendHistory(row: DueVerdict): History | null {
  if (row.head_sha === null) return null;
  const { head_history: before } = row;
  const isSame = before?.head_sha === row.head_sha;
  const seen = new Map(isSame ? Object.entries(before.checks) : []);
  for (const name of row.checks_names ?? []) {
    if (!seen.has(name)) seen.set(name, Math.round(row.since_trigger_ms));
  }
  return {
    head_sha: row.head_sha,
    pr_number: row.pr_number,
    base_branch: row.base_branch,
    ready: row.pull_request_state === 'open' && row.pull_request_draft !== true,
    retriggered: row.retriggered_at !== null,
    checks: Object.fromEntries(seen),
  };
}

/**
 * Whether nothing runs and nothing may still start, whatever else the verdict says: a conflict or a merge
 * shows nothing about checks. Many repositories run none on a draft, so that a draft teaches nothing.
 */
function areChecksSettled({ pullRequest, usualChecks }: VerdictFacts): boolean {
  if (pullRequest === null || pullRequest.draft) return false;
  const { checks, checksUnconfirmed } = pullRequest;
  if (checks === null || isUnreadable(checks) || checks.pending > 0) return false;
  if (checksUnconfirmed) return false;
  return findMissingChecks(checks, usualChecks, pullRequest).changesInMs === null;
}

function toSettledHead(row: DueVerdict, history: History | null): SettledHead | undefined {
  const { base_branch: baseBranch } = row;
  if (history === null || baseBranch === null || row.repository === '') return undefined;
  const { forge_id: forgeId, repository } = row;
  const registered = new Set(row.checks_names ?? []);
  const checks = Object.fromEntries(
    Object.entries(history.checks).filter(([name]) => registered.has(name)),
  );
  return { forgeId, repository, baseBranch, headSha: history.head_sha, checks };
}
