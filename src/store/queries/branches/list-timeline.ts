import type { TrackedBranchKey } from '../../../domain/tracked-branch.ts';
import type { Connection } from '../../database.ts';

export interface ListTimeline extends TrackedBranchKey {
  /** The oldest entry of the previous page. */
  before: number | null;
  limit: number;
}

export interface TimelineRow {
  id: number;
  at: Date;
  kind: string;
  /** As the trigger on the tracked branch wrote it. */
  detail: Record<string, unknown>;
}

/** Newest first, which for one branch is descending order of ids. */
export const statement = {
  name: 'list-timeline',
  text: `
SELECT id, at, kind, detail FROM tracked_branch_events
WHERE chat_id = $1 AND git_remote_origin = $2 AND git_branch = $3
  AND id < COALESCE($4::bigint, 9223372036854775807)
ORDER BY id DESC
LIMIT $5`,
};

/** The timeline of one tracked branch. The caller has checked that the user may read the chat (S12). */
export async function listTimeline(
  connection: Connection,
  { chatId, remoteOrigin, branch, before, limit }: ListTimeline,
): Promise<TimelineRow[]> {
  const values = [chatId, remoteOrigin, branch, before, limit];
  return connection.query<TimelineRow>(statement, values);
}
