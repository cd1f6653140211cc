import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ScenarioThread, sampleThread } from '../testing/forge-scenario.ts';
import { type GitHubScenario, startGitHubScenario } from './testing/start-scenario.ts';

let scenario: GitHubScenario;

beforeEach(async () => {
  scenario = await startGitHubScenario();
});
afterEach(() => scenario[Symbol.asyncDispose]());

async function fetchThreads(...threads: Partial<ScenarioThread>[]) {
  const { url } = scenario.putPullRequest({
    threads: threads.map((thread) => ({ ...sampleThread, ...thread })),
  });
  const { forge, repository, access } = scenario;
  const outcome = await forge.fetchThreads({ repository, pullRequestUrl: url }, access);
  if (outcome.kind !== 'threads') throw new Error(JSON.stringify(outcome));
  return outcome;
}

const replied = {
  comments: [
    { author: 'bob', body: 'Why?' },
    { author: 'ada', body: 'Because.' },
  ],
};
const general = { path: null, comments: [{ author: 'eve', body: 'Nice.' }] };

test('costs one query of GraphQL', async () => {
  await fetchThreads(replied, general);
  expect(scenario.requests).toHaveLength(1);
});

test('reads by REST without GraphQL, which leaves unknown what is resolved (S16)', async () => {
  scenario.removeGraphQl();
  const { threads, unread } = await fetchThreads({ ...replied, resolvedBy: 'ada' }, general);
  expect(threads).toMatchObject([
    { kind: 'diff', path: 'login.test.ts', line: 2, resolved: null, outdated: false, ...replied },
    { kind: 'conversation', path: null, comments: general.comments },
  ]);
  expect(unread).toEqual([expect.stringContaining('Which threads are resolved is unknown')]);
});

test('returns the lines that a thread was made on, with the changes up to them', async () => {
  const made = { originalLine: 2, originalStartLine: null, hunk: '@@ -1 +1 @@' };
  expect((await fetchThreads(replied)).threads).toMatchObject([made]);
  scenario.removeGraphQl();
  expect((await fetchThreads(replied)).threads).toMatchObject([made]);
});

test.each([
  ['PullRequest.reviewThreads', { resolved: null }],
  ['PullRequestReviewThread.resolvedBy', { resolved: true, resolvedBy: null }],
  ['PullRequestReviewThread.isOutdated', { resolved: true, outdated: null }],
  ['PullRequestReviewComment.originalCommit', { resolved: true, headSha: null }],
  ['PullRequestReviewThread.originalLine', { resolved: true, originalLine: null }],
  ['PullRequestReviewComment.diffHunk', { resolved: true, hunk: null }],
])('keeps the other facts where a server lacks %s', async (field, expected) => {
  scenario.graphQlGaps?.missing.schema.add(field);
  const { threads } = await fetchThreads({ ...replied, resolvedBy: 'ada' }, general);
  const lines = threads.find(({ kind }) => kind === 'diff');
  expect(lines).toMatchObject({ path: 'login.test.ts', ...replied, ...expected });
  expect(threads).toHaveLength(2);
});

test('does not show drafts, and says that threads are left out which the token may not see', async () => {
  scenario.answerQueries(() => ({ body: { data: { repository: { pullRequest } } } }));
  const { threads, truncated } = await fetchThreads();
  expect(threads).toMatchObject([{ comments: [{ body: 'Sent' }] }]);
  expect(truncated).toBe(true);
});

const makeNode = (body: string, state: string) => ({ id: body, body, state, author: null });
const makeThread = (...nodes: object[]) => ({
  id: 'T',
  path: 'a',
  line: 1,
  diffSide: 'RIGHT',
  isResolved: false,
  comments: { totalCount: nodes.length, nodes },
});
const pullRequest = {
  reviewThreads: {
    totalCount: 3,
    pageInfo: { hasNextPage: false, endCursor: null },
    nodes: [
      null,
      makeThread(makeNode('Sent', 'SUBMITTED'), makeNode('Draft', 'PENDING')),
      makeThread(makeNode('Draft', 'PENDING')),
    ],
  },
  comments: { totalCount: 0, nodes: [] },
  reviews: { totalCount: 1, nodes: [makeNode('Draft', 'PENDING')] },
};
