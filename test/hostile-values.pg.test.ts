import * as fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import type { PullRequest } from '../src/domain/diff-status.ts';
import type { AcquiredRow } from '../src/domain/tracked-branch.ts';
import { boundResults } from '../src/forge/bound-results.ts';
import type { Forge } from '../src/forge/forge.ts';
import { toAccess } from '../src/forge/testing/test-deps.ts';
import { describeEachDatabase } from './support/databases/describe-each-database.ts';
import { toPullRequest } from './support/scripted-forge.ts';
import { type ArrangedStore, arrangeStore, inTwoMinutes } from './support/stored-chats.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'a\ud83d',
    '\udc00',
    '\0',
    'a\u202eb',
    '\\',
    '{}',
    '\u{10ffff}',
    'x'.repeat(9_000),
  ),
);
const count = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(2 ** 31 - 1, 2 ** 31, 2 ** 53, -1, Number.NaN, Number.POSITIVE_INFINITY),
);
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value);
const instant = fc.date({ noInvalidDate: false });

const hostile: fc.Arbitrary<Partial<PullRequest>> = fc.record(
  {
    title: text,
    baseBranch: text,
    headBranch: text,
    headRepository: maybe(text),
    headSha: maybe(text),
    authorLogin: maybe(text),
    authorAvatarUrl: maybe(text),
    labels: maybe(fc.array(fc.record({ name: text, color: maybe(text) }))),
    requestedReviewers: maybe(fc.array(text)),
    additions: maybe(count),
    deletions: maybe(count),
    changedFiles: maybe(count),
    commits: maybe(count),
    reviewerCount: count,
    unresolvedThreads: maybe(count),
    mergeQueuePosition: maybe(count),
    checks: fc.oneof(
      fc.record({ unreadable: text }),
      fc.record({
        headSha: maybe(text),
        state: fc.constant('passed' as const),
        passed: count,
        failed: count,
        pending: count,
        required: maybe(
          fc.record({ passed: count, failed: count, pending: count, missing: count }),
        ),
        optionalFailed: count,
        missing: fc.array(text),
        names: fc.array(text),
        requiredNames: maybe(fc.array(text)),
        runs: fc.array(
          fc.record({
            name: text,
            app: maybe(text),
            workflow: maybe(text),
            state: fc.constantFrom('passed' as const, 'pending' as const),
            required: maybe(fc.boolean()),
            sequence: maybe(count),
            suite: maybe(count),
            startedAt: maybe(instant),
            reportedAt: maybe(instant),
          }),
        ),
      }),
    ),
    changedAt: maybe(instant),
  },
  { requiredKeys: [] },
);

async function bound(pullRequest: PullRequest): Promise<PullRequest> {
  const forge: Pick<Forge, 'fetchStatuses'> = {
    fetchStatuses: async () => [{ kind: 'refreshed', pullRequest }],
  };
  const [outcome] = await boundResults(forge as Forge).fetchStatuses([], toAccess('token'));
  if (outcome?.kind !== 'refreshed') throw new Error('not refreshed');
  return outcome.pullRequest;
}

describeEachDatabase('whatever a forge reports', (open) => {
  let arranged: ArrangedStore;
  let row: AcquiredRow;

  beforeEach(async () => {
    arranged = arrangeStore(open());
    await arranged.createChat('one');
    row = await arranged.signalAndAcquire('one');
  });

  test('can be stored', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (change) => {
        const pullRequest = await bound(toPullRequest(change));
        await arranged.store.recordPullRequest(row, pullRequest, inTwoMinutes);
        await arranged.store.recordPullRequestFacts({
          forgeId: row.forgeId,
          head: null,
          facts: pullRequest,
        });
      }),
      { numRuns: 100 },
    );
    expect((await arranged.read('one')).url).toBe('https://forge.test/acme/app/pull/1');
  });
});
