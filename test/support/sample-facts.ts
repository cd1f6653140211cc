import type { PullRequestFacts } from '../../src/domain/delivery.ts';

/** What a delivery says of the pull request that `toPullRequest` answers. */
export function toFacts(change: Partial<PullRequestFacts> = {}): PullRequestFacts {
  return {
    url: 'https://forge.test/acme/app/pull/1',
    number: 1,
    state: 'open',
    title: 'Fix flaky login test',
    draft: false,
    changedAt: new Date('2026-01-01T11:00:00Z'),
    baseBranch: 'main',
    headSha: 'a'.repeat(40),
    authorLogin: 'ada',
    authorAvatarUrl: null,
    ...change,
  };
}
