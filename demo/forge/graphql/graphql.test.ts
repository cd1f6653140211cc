import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DemoForge, startDemoForge } from '../demo-forge.ts';

let directory: string;
let forge: DemoForge;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'demo-graphql-'));
  forge = await startDemoForge({ directory });
  forge.createAccount({ login: 'ada', tokens: ['ada-token'] });
  forge.createAccount({ login: 'grace', tokens: ['grace-token'] });
  await forge.createRepository({ owner: 'ada', name: 'app' });
  await forge.commit('ada/app', [
    { branch: 'main', files: { 'a.txt': 'a\n' } },
    { branch: 'topic', from: 'main', files: { 'b.txt': 'b\n' } },
  ]);
  const pull = await forge.openPullRequest({
    repository: 'ada/app',
    author: 'ada',
    head: 'topic',
    title: 'Add b',
  });
  forge.submitReview(pull, { author: 'grace', state: 'APPROVED' });
  forge.setPullRequestChecks(pull, [{ name: 'test', status: 'in_progress' }]);
});

afterAll(async () => {
  await forge[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function execute(query: string, variables: Record<string, unknown> = {}) {
  const headers = { authorization: 'bearer ada-token' };
  const body = JSON.stringify({ query, variables });
  const response = await fetch(forge.graphqlUrl, { method: 'POST', headers, body });
  return (await response.json()) as { data?: unknown; errors?: { message: string }[] };
}

const statusFragment = `fragment Status on PullRequest {
  state isDraft title additions deletions changedFiles mergeable reviewDecision headRefOid
  author { login avatarUrl } commits(last: 1) { totalCount nodes { commit { oid
    statusCheckRollup { state contexts(first: 50) { totalCount nodes {
      __typename ... on CheckRun { name status conclusion } ... on StatusContext { state } } } } } } }
  latestOpinionatedReviews(first: 50) { nodes { state author { login } } } }`;

test('counts the changes in git for a batch of aliased queries', async () => {
  const query = `query Batch { rateLimit { cost remaining nodeCount }
    r: repository(owner: "ADA", name: "app") { p1: pullRequest(number: 1) { ...Status } } }`;
  const { data, errors } = await execute(query + statusFragment);
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({
    rateLimit: { cost: 1 },
    r: {
      p1: {
        state: 'OPEN',
        additions: 1,
        changedFiles: 1,
        mergeable: 'MERGEABLE',
        reviewDecision: 'APPROVED',
        commits: {
          totalCount: 1,
          nodes: [
            {
              commit: {
                statusCheckRollup: {
                  state: 'PENDING',
                  contexts: { nodes: [{ name: 'test', status: 'IN_PROGRESS', conclusion: null }] },
                },
              },
            },
          ],
        },
      },
    },
  });
  expect(forge.requests.entries.at(-1)).toMatchObject({ kind: 'graphql', operation: 'Batch' });
});

test('refuses a field that is missing from the schema of GitHub', async () => {
  const { data, errors } = await execute('{ viewer { login shoeSize } }');
  expect(data).toBeUndefined();
  expect(errors?.[0]?.message).toContain('shoeSize');
});

function buildConnectionQuery(bound: string): string {
  return `{ repository(owner: "ada", name: "app") { pullRequests${bound} { nodes { id } } } }`;
}

test('refuses a connection without a bound or with a bound over 100', async () => {
  expect((await execute(buildConnectionQuery(''))).errors?.[0]?.message).toContain(
    '`first` or `last`',
  );
  expect((await execute(buildConnectionQuery('(first: 101)'))).errors?.[0]?.message).toContain(
    '101 records',
  );
});

test('a missing repository does not affect the other aliases', async () => {
  const query = `{ a: repository(owner: "ada", name: "app") { name }
    b: repository(owner: "ada", name: "nope") { name } }`;
  const { data, errors } = await execute(query);
  expect(data).toEqual({ a: { name: 'app' }, b: null });
  expect(errors).toMatchObject([{ type: 'NOT_FOUND', path: ['b'] }]);
});
