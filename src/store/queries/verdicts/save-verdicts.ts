import type { Verdict } from '../../../domain/verdict.ts';
import { notifyChanged } from '../../change-notice.ts';
import type { Connection } from '../../database.ts';
import { ranksInLockOrder } from '../../lock-order.ts';
import { toStorableJson } from '../../storable-values.ts';
import { isSameTrigger } from '../../verdict-facts.ts';
import type { HeadHistory } from './acquire-due-verdicts.ts';

export interface SaveVerdict {
  chatId: string;
  remoteOrigin: string;
  branch: string;
  verdict: Verdict;
  /** Null without a head. `head_at` is set by the database. */
  history: Omit<HeadHistory, 'head_at'> | null;
}

/**
 * Stores verdicts that were decided in this transaction, whose rows it has locked. The reason keeps the
 * time at which it began. S11: a change that time alone caused is published here; every other was
 * published by the statement that caused it.
 *
 * A verdict that waits for what the forge reports at some time makes the row due then: unless it is leased or
 * signalled, which is when the revision is not the recorded one, or backs off after a failure.
 */
const statement = {
  name: 'save-verdicts',
  text: `
WITH decided AS (
  SELECT * FROM jsonb_to_recordset($1::jsonb) AS d (
    chat_id text, origin text, branch text, reason text, detail text, head_sha text,
    missing text[], due_in_ms float8, read_in_ms float8, history jsonb)
), held AS MATERIALIZED (
  SELECT s.chat_id, s.git_remote_origin, s.git_branch, c.owner_id,
    s.verdict_due_at <> '-infinity' AND (s.verdict_reason, s.verdict_detail, s.verdict_missing)
      IS DISTINCT FROM (d.reason, d.detail, d.missing) AS is_news,
    CASE WHEN s.revision = s.recorded_revision AND s.failure_kind IS NULL AND s.stale_at > now()
      AND s.stale_at > now() + d.read_in_ms * interval '1 millisecond'
      THEN now() + d.read_in_ms * interval '1 millisecond' END AS read_at, s.forge_id
  FROM chat_diff_statuses s
  JOIN chats c ON c.id = s.chat_id
  JOIN decided d ON d.chat_id = s.chat_id AND d.origin = s.git_remote_origin
    AND d.branch = s.git_branch
), ranked AS MATERIALIZED (
  ${ranksInLockOrder('held')}
), saved AS (
  UPDATE chat_diff_statuses s SET
    verdict_since = CASE WHEN s.verdict_reason = d.reason THEN s.verdict_since ELSE now() END,
    verdict_reason = d.reason, verdict_detail = d.detail, verdict_head_sha = d.head_sha,
    verdict_missing = d.missing,
    head_history = d.history || jsonb_build_object('head_at',
      CASE WHEN ${isSameTrigger} THEN s.head_history -> 'head_at' ELSE to_jsonb(now()) END),
    verdict_due_at = now() + d.due_in_ms * interval '1 millisecond',
    stale_at = COALESCE(held.read_at, s.stale_at), routine = s.routine AND held.read_at IS NULL
  FROM decided d
  JOIN held ON held.chat_id = d.chat_id AND held.git_remote_origin = d.origin
    AND held.git_branch = d.branch
  WHERE s.chat_id = d.chat_id AND s.git_remote_origin = d.origin AND s.git_branch = d.branch
    AND (SELECT count(*) FROM ranked) >= 0
)
SELECT announce(json_build_object('kind', 'due', 'forge_id', forge_id)::text)
FROM (SELECT DISTINCT forge_id FROM held WHERE read_at IS NOT NULL) AS forges
UNION ALL
${notifyChanged('held WHERE is_news')}`,
};

export async function saveVerdicts(
  connection: Connection,
  verdicts: readonly SaveVerdict[],
): Promise<void> {
  const rows = verdicts.map(({ chatId, remoteOrigin, branch, verdict, history }) => ({
    chat_id: chatId,
    origin: remoteOrigin,
    branch,
    reason: verdict.reason,
    detail: verdict.detail,
    head_sha: verdict.headSha,
    missing: verdict.missing,
    due_in_ms: verdict.changesInMs,
    read_in_ms: verdict.readInMs,
    history,
  }));
  await connection.query(statement, [toStorableJson(rows)]);
}
