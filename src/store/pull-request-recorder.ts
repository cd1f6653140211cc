import { createHash } from 'node:crypto';
import type { RecordResult } from '../domain/tracked-branch.ts';
import { mergeReadChecks } from './apply-head-checks.ts';
import type { Database } from './database.ts';
import type { FencedRow } from './fence.ts';
import {
  type RecordPullRequest,
  recordPullRequest,
} from './queries/branches/record-pull-request.ts';
import { recordSameRead } from './queries/branches/record-same-read.ts';
import { RowBatches } from './row-batches.ts';

export interface ReadPullRequest extends Omit<RecordPullRequest, 'readDigest'> {
  /** The digest is that of the read that the row was recorded from; null when something else changed it since. */
  row: FencedRow & { readDigest: string | null };
}

/**
 * Records what refreshes have read. Most of them read the same as the one before, with the same digest: the statement
 * that then writes only when the row was read costs a fraction of the one that writes all of it.
 */
export function createPullRequestRecorder(database: Pick<Database, 'query' | 'transaction'>) {
  const reads = new RowBatches(database, { ...recordPullRequest, mergeChecks: mergeReadChecks });
  const sameReads = new RowBatches(database, recordSameRead);
  return async (read: ReadPullRequest): Promise<RecordResult> => {
    const readDigest = digest(read);
    if (readDigest === null || read.row.readDigest !== readDigest) {
      return reads.record({ ...read, readDigest });
    }
    const result = await sameReads.record({ ...read, readDigest });
    return result === 'recorded' ? result : reads.record({ ...read, readDigest });
  };
}

/** Null while the forge computes the mergeability: each such read is counted. */
function digest({ pullRequest, repository }: ReadPullRequest): string | null {
  if (pullRequest.mergeability === 'computing') return null;
  const text = JSON.stringify([pullRequest, repository]);
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
