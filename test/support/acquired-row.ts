import type { AcquiredRow } from '../../src/domain/tracked-branch.ts';

/** A row that nothing is known of yet. */
export function toAcquiredRow(change: Partial<AcquiredRow> = {}): AcquiredRow {
  return {
    ownerId: 'ada',
    chatId: 'one',
    forgeId: 'forge',
    remoteOrigin: 'https://forge.test/acme/app.git',
    branch: 'agent/work',
    revision: 1,
    url: null,
    pullRequestState: null,
    headSha: null,
    reportedSha: null,
    inMergeQueue: null,
    sinceUpdatedMs: 0,
    sinceReportedMs: null,
    sinceChangedMs: 0,
    checksState: null,
    isFed: false,
    mergeabilityAttempts: 0,
    repository: 'acme/app',
    repositoryId: null,
    routine: false,
    signalled: false,
    readDigest: null,
    ...change,
  };
}
