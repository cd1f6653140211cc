import type { Diff } from '../../../../src/contract/diff.ts';
import type { DiffVersion } from '../../api/diffs.ts';

export type NewerDiff =
  | { reason: 'commits'; headSha: string }
  /** Of a branch whose head nobody told: it may hold the same. */
  | { reason: 'push' }
  | { reason: 'pull_request' };

/** Why there is a newer diff than the one that is read, if there is. */
export function findNewerDiff(
  read: Pick<Diff, 'head_sha' | 'pull_request_url'>,
  asked: DiffVersion,
  latest: DiffVersion,
): NewerDiff | undefined {
  if (latest.url !== null && asked.url === null && read.pull_request_url === null) {
    return { reason: 'pull_request' };
  }
  if (latest.headSha === null) {
    const pushed = asked.headSha === null && asked.reportedAt !== latest.reportedAt;
    return pushed ? { reason: 'push' } : undefined;
  }
  // The diff that came may already be of the head that was announced later.
  if (asked.headSha === latest.headSha || read.head_sha === latest.headSha) return undefined;
  return { reason: 'commits', headSha: latest.headSha };
}
