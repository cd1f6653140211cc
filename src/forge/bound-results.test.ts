import { expect, test } from 'vitest';
import { toCheckRun } from '../../test/support/checks.ts';
import { toPullRequest } from '../../test/support/scripted-forge.ts';
import type { WebhookHint } from '../domain/delivery.ts';
import type { PullRequest } from '../domain/diff-status.ts';
import { boundResults, maxListed } from './bound-results.ts';
import type { Forge, WebhookMessage } from './forge.ts';
import { toAccess } from './testing/test-deps.ts';

function createForge(pullRequest: PullRequest, message?: WebhookMessage): Forge {
  const hint = { kind: 'pull_request' as const, url: pullRequest.url, head: null };
  const forge: Pick<Forge, 'fetchStatuses' | 'listRecentPullRequests'> & {
    webhooks: Pick<Forge['webhooks'], 'parse'>;
  } = {
    fetchStatuses: async (_requests, _access, report) => {
      report?.(0, { kind: 'refreshed', pullRequest });
      return [{ kind: 'refreshed', pullRequest }];
    },
    listRecentPullRequests: async () => ({
      kind: 'recent',
      pullRequests: [{ ...hint, facts: pullRequest }],
      validated: true,
      forgeNow: 0,
    }),
    webhooks: { parse: () => message },
  };
  return boundResults(forge as Forge);
}

const delivery = { headers: {}, body: Buffer.alloc(0) };
const repository = { owner: 'acme', name: 'app' };

const names = Array.from({ length: 100_000 }, (_, index) => `name ${index}`);
const long = '🚀'.repeat(100_000);
const hostile = toPullRequest({
  title: `${long}\u202e`,
  baseBranch: long,
  headBranch: long,
  headRepository: long,
  authorLogin: long,
  authorAvatarUrl: `https://forge.test/${long}`,
  labels: names.map((name) => ({ name: name + long.slice(0, 1000), color: '#ff0000' })),
  requestedReviewers: names.map((name) => name + long.slice(0, 1000)),
  additions: 2 ** 31,
  deletions: 2 ** 53,
  changedFiles: -1,
  commits: 1.5e300,
  reviewerCount: 2 ** 40,
  unresolvedThreads: 2 ** 31,
  mergeQueuePosition: 2 ** 31,
  checks: {
    headSha: long,
    state: 'passed',
    passed: 1,
    failed: 0,
    pending: 0,
    required: { passed: 0, failed: 0, pending: 0, missing: 100_000 },
    optionalFailed: 0,
    missing: names,
    names: names.map((name) => name + long.slice(0, 1000)),
    runs: names.map((name) =>
      toCheckRun(name + long.slice(0, 1000), 'passed', { app: long, workflow: long }),
    ),
    requiredNames: names,
  },
  changedAt: new Date(8.64e15),
  settledAt: new Date(Number.NaN),
});

async function fetchBounded(pullRequest: PullRequest): Promise<PullRequest> {
  const [outcome] = await createForge(pullRequest).fetchStatuses([], toAccess('token'));
  if (outcome?.kind !== 'refreshed') throw new Error('not refreshed');
  return outcome.pullRequest;
}

test('a pull request has a bounded size, whatever the forge sent', async () => {
  const bounded = await fetchBounded(hostile);

  expect(JSON.stringify(bounded).length).toBeLessThan(1_500_000);
  expect(bounded.labels).toHaveLength(maxListed);
  expect(bounded.requestedReviewers).toHaveLength(maxListed);
  expect(JSON.stringify(bounded)).not.toMatch(/\\ud[89a-f]|\u202e/);
});

test('an outcome that is reported before the others is bounded too', async () => {
  const reported: unknown[] = [];
  await createForge(hostile).fetchStatuses([], toAccess('token'), (index, outcome) => {
    reported.push([index, outcome]);
  });

  expect(reported).toEqual([[0, { kind: 'refreshed', pullRequest: await fetchBounded(hostile) }]]);
});

test('a count that the database cannot hold is unknown', async () => {
  expect(await fetchBounded(hostile)).toMatchObject({
    additions: null,
    deletions: null,
    changedFiles: null,
    unresolvedThreads: null,
    mergeQueuePosition: null,
    changedAt: null,
    settledAt: null,
    authorAvatarUrl: null,
  });
});

test('a pull request with a number that the database cannot hold is refused', async () => {
  const forge = createForge(toPullRequest({ number: 2 ** 31 }));
  const [outcome] = await forge.fetchStatuses([], toAccess('token'));
  expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'malformed' } });
  const listed = await forge.listRecentPullRequests?.(repository, toAccess('token'));
  expect(listed).toMatchObject({ kind: 'recent', pullRequests: [{ facts: null }] });
});

test('an ordinary pull request is unchanged', async () => {
  const pullRequest = toPullRequest({
    labels: [{ name: 'bug', color: '#ff0000' }],
    requestedReviewers: ['grace'],
    changedAt: new Date('2026-01-01T12:00:00Z'),
  });

  expect(await fetchBounded(pullRequest)).toEqual(pullRequest);
});

test('surveyed checks are bounded too', async () => {
  const runs = names.map((name) => toCheckRun(name + long.slice(0, 1000), 'passed'));
  const counts = { passed: 1, failed: 0, pending: 0, requests: 1, validated: true, hash: 'h' };
  const surveyed = { kind: 'surveyed' as const, ...counts, runs };
  const { webhooks } = createForge(hostile);
  const forge = boundResults({
    webhooks,
    surveyChecks: async () => surveyed,
    surveyManyChecks: {
      bucket: 'graphql',
      survey: async () => ({ kind: 'surveyed_many', heads: [surveyed, undefined] }),
    },
  } as unknown as Forge);

  const one = await forge.surveyChecks?.({ repository, sha: 'a' }, toAccess('token'));
  const many = await forge.surveyManyChecks?.survey([], toAccess('token'));

  for (const outcome of [one, many?.kind === 'surveyed_many' ? many.heads[0] : undefined]) {
    expect(JSON.stringify(outcome).length).toBeLessThan(1_000_000);
    expect(outcome).toMatchObject({ kind: 'surveyed', passed: 1, hash: 'h' });
  }
});

test('own pull requests are bounded, and those that no row can hold are left out', async () => {
  const head = { repository, branch: 'fix' };
  const { webhooks } = createForge(hostile);
  const forge = boundResults({
    webhooks,
    ownPullRequests: {
      bucket: 'core',
      list: async () => ({
        kind: 'own',
        pullRequests: [
          { url: 'https://forge.test/1', title: `${long}\u202e`, head },
          { url: 'https://forge.test/2', title: 'b', head: { repository, branch: 'a..b' } },
          { url: `https://forge.test/${long}`, title: 'c', head },
          { url: 'https://forge.test/4', title: 'd', head: { repository, branch: long } },
        ],
      }),
    },
  } as unknown as Forge);

  const outcome = await forge.ownPullRequests?.list({ botAuthors: [] }, toAccess('token'));

  const pullRequests = outcome?.kind === 'own' ? outcome.pullRequests : [];
  expect(pullRequests.map(({ url }) => url)).toEqual(['https://forge.test/1']);
  expect(pullRequests[0]?.title.length).toBeLessThanOrEqual(2_000);
});

test('the pull requests of deliveries and of lists are bounded too', async () => {
  const hint: WebhookHint = { kind: 'pull_request', url: 'u', head: null, facts: hostile };
  const others = Array.from({ length: 10_000 }, () => ({ ...hint, facts: null }));
  const hints = [hint, ...others];
  const forge = createForge(hostile, { repository: null, hints });

  const listed = await forge.listRecentPullRequests?.(repository, toAccess('token'));
  const message = forge.webhooks.parse(delivery);

  expect(message?.hints).toHaveLength(500);
  for (const facts of [
    listed?.kind === 'recent' && listed.pullRequests[0]?.facts,
    message?.hints[0]?.kind === 'pull_request' && message.hints[0].facts,
  ]) {
    expect(facts && facts.title.length).toBeLessThanOrEqual(2_000);
    expect(facts && facts.baseBranch.length).toBeLessThanOrEqual(1_024);
  }
});
