import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SmallForge, startSmallForge } from '../testing/start-small-forge.ts';

let small: SmallForge;

beforeAll(async () => {
  small = await startSmallForge();
});

afterAll(async () => {
  await small[Symbol.asyncDispose]();
});

const facts = `mergeable mergeStateStatus reviewDecision isInMergeQueue
  mergeQueueEntry { position state } autoMergeRequest { enabledBy { login } }
  labels(first: 20) { nodes { name color } }
  reviewRequests(first: 20) { nodes { requestedReviewer {
    __typename ... on User { login } ... on Team { slug } } } }
  reviewThreads(first: 50) { totalCount nodes { isResolved } }
  latestReviews(first: 20) { nodes { state author { login } } }
  latestOpinionatedReviews(first: 20) { nodes { state author { login } } }
  commits(last: 1) { nodes { commit { statusCheckRollup { state contexts(first: 1) {
    checkRunCount checkRunCountsByState { state count }
    statusContextCount statusContextCountsByState { state count } } } } } }`;

async function read(): Promise<unknown> {
  const response = await small.query(
    `{ repository(owner: "ada", name: "app") { pullRequest(number: 1) { ${facts} } } }`,
  );
  const { data, errors } = (await response.json()) as {
    data: { repository: { pullRequest: unknown } };
    errors?: unknown;
  };
  expect(errors).toBeUndefined();
  return data.repository.pullRequest;
}

test('a new pull request has no labels, threads, review requests or merge settings', async () => {
  expect(await read()).toMatchObject({
    mergeable: 'MERGEABLE',
    mergeStateStatus: 'CLEAN',
    reviewDecision: null,
    isInMergeQueue: false,
    mergeQueueEntry: null,
    autoMergeRequest: null,
    labels: { nodes: [] },
    reviewRequests: { nodes: [] },
    reviewThreads: { totalCount: 0 },
    commits: { nodes: [{ commit: { statusCheckRollup: null } }] },
  });
});

test('returns every field that was set', async () => {
  const { demo, pull } = small;
  demo.protect('ada/app', { approvals: 2 });
  demo.setLabels(pull, [{ name: 'bug', color: '#d73a4a' }]);
  demo.submitReview(pull, { author: 'ada', state: 'APPROVED' });
  demo.submitReview(pull, { author: 'ada', state: 'COMMENTED' });
  demo.requestReview(pull, { logins: ['ada'], teams: ['core'] });
  const thread = demo.openThread(pull, { author: 'ada', path: 'b.txt', body: 'Why?' });
  demo.openThread(pull, { author: 'ada', path: 'b.txt', body: 'And why so?' });
  demo.resolveThread(pull, thread, 'grace');
  demo.setAutoMerge(pull, 'ada');
  demo.enqueue(pull, 'ada');
  demo.setPullRequestChecks(pull, [
    { name: 'test', status: 'completed' },
    { name: 'build', status: 'in_progress' },
  ]);
  expect(await read()).toMatchObject({
    mergeStateStatus: 'BLOCKED',
    reviewDecision: 'REVIEW_REQUIRED',
    isInMergeQueue: true,
    mergeQueueEntry: { position: 1 },
    autoMergeRequest: { enabledBy: { login: 'ada' } },
    labels: { nodes: [{ name: 'bug', color: 'd73a4a' }] },
    reviewRequests: {
      nodes: [
        { requestedReviewer: { __typename: 'User', login: 'ada' } },
        { requestedReviewer: { __typename: 'Team', slug: 'core' } },
      ],
    },
    reviewThreads: { nodes: [{ isResolved: true }, { isResolved: false }] },
    latestReviews: { nodes: [{ state: 'COMMENTED' }] },
    latestOpinionatedReviews: { nodes: [{ state: 'APPROVED' }] },
    commits: {
      nodes: [
        {
          commit: {
            statusCheckRollup: {
              state: 'PENDING',
              contexts: {
                checkRunCount: 2,
                checkRunCountsByState: [
                  { state: 'SUCCESS', count: 1 },
                  { state: 'IN_PROGRESS', count: 1 },
                ],
                statusContextCount: 0,
              },
            },
          },
        },
      ],
    },
  });
});

test('takes mergeable and mergeStateStatus from one reading', async () => {
  const { demo, pull } = small;
  demo.changePullRequest(pull, { computingReads: 1 });
  expect(await read()).toMatchObject({ mergeable: 'UNKNOWN', mergeStateStatus: 'UNKNOWN' });
  expect(await read()).toMatchObject({ mergeable: 'MERGEABLE' });
});
