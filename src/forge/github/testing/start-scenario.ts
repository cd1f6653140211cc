import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { startLoopbackServer } from '../../../../test/support/loopback-server.ts';
import type { FetchOutcome } from '../../../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { KnownPullRequest } from '../../forge.ts';
import { awkwardDiff } from '../../testing/diff-fixtures.ts';
import { createNetwork, type StubResponse } from '../../testing/forge-double.ts';
import {
  type ForgeScenario,
  type ScenarioFault,
  samplePullRequest,
} from '../../testing/forge-scenario.ts';
import type { AdapterLimits } from '../../testing/test-deps.ts';
import { toAddresses } from './addresses.ts';
import { answerGraphQl, type GraphQlRequest, getGitHubSchema } from './answer-graphql.ts';
import { answerRest, putAwkwardFiles, putFile } from './answer-rest.ts';
import { buildStatusDelivery, createDeliveries } from './deliveries.ts';
import { pullRequestJson } from './json-answers.ts';
import { app, branch, graphQlPath, toPullPath, toReviewsPath } from './paths.ts';
import { type ForgeUnderTest, startGitHubForge, testToken } from './start-forge.ts';
import { createDoubleWorld, fullNames, type World } from './world.ts';

/** Answers a query instead of the default response, unless it returns undefined. */
export type GraphQlScript = (
  request: GraphQlRequest,
) => StubResponse | Extract<ScenarioFault, { kind: 'hang' }> | undefined;

export interface GitHubScenario extends ForgeScenario, Omit<ForgeUnderTest, 'forge' | 'access'> {
  /** The queries that were received. */
  readonly queries: GraphQlRequest[];
  /** The quota that GraphQL reports. */
  readonly rateLimit: { cost: number; limit: number; remaining: number; resetAt: string };
  answerQueries(script: GraphQlScript): void;
  /** As for a token that may read checks, but not GitHub Actions. */
  refuseWorkflows(): void;
  /** Disables GraphQL. */
  removeGraphQl(): void;
  /** Puts the body of a pull request at its REST path, without reviews. */
  putPullJson(
    number: number,
    more?: Record<string, unknown>,
    fullName?: string,
  ): ReturnType<typeof pullRequestJson>;
  toKnown(number: number, state?: KnownPullRequest['state']): KnownPullRequest;
  /** Fetches the status of one row. */
  fetchStatus(
    known?: KnownPullRequest,
    repository?: RepositoryReference,
    ofBranch?: string,
  ): Promise<FetchOutcome | undefined>;
}

/** What a token without scopes or an older GitHub Enterprise Server may lack. */
const optionalFields = {
  'Team.slug': ['requestedReviewers'],
  'PullRequest.isInMergeQueue': ['inMergeQueue'],
  'PullRequest.mergeQueueEntry': ['mergeQueuePosition'],
  'PullRequest.mergeStateStatus': ['mergeability'],
  'PullRequest.autoMergeRequest': ['autoMerge'],
  'PullRequest.reviewDecision': ['reviewDecision'],
  'PullRequest.reviewThreads': ['unresolvedThreads'],
  'PullRequestReviewThreadConnection.pageInfo': [],
  'PullRequest.reviewRequests': ['requestedReviewers'],
  'PullRequest.labels': ['labels'],
  'PullRequest.additions': ['additions'],
  'PullRequest.changedFiles': ['changedFiles'],
  'PullRequest.updatedAt': ['changedAt'],
  'Actor.avatarUrl': ['authorAvatarUrl'],
  // REST reports them.
  'Commit.statusCheckRollup': [],
  'CheckRun.isRequired': [],
  'StatusContext.isRequired': [],
  'CheckSuite.app': [],
  'StatusCheckRollup.contexts': [],
  'CheckRun.checkSuite': [],
  'CheckSuite.workflowRun': [],
} as const;

/** Starts the adapter with a GitHub Enterprise Server that has REST and GraphQL. */
export async function startGitHubScenario(limits?: AdapterLimits): Promise<GitHubScenario> {
  // Loading the schema takes longer than the time limit of some tests.
  getGitHubSchema();
  const tested = await startGitHubForge(limits);
  const { forge, access, server, clock } = tested;
  const { webBaseUrl } = server;
  const world = createDoubleWorld(webBaseUrl);
  const graphql = createGraphQlDouble(world, clock);
  const storage = await startLoopbackServer(({ url = '' }, response) => {
    const [, name = ''] = /^\/([^?]+)\?sig=s3cret$/.exec(url) ?? [];
    response.end(world.logs.find(decodeURIComponent(name)));
  });
  world.storageOrigin = storage.origin;
  server.answerBy((path, isDiff) =>
    path === graphQlPath ? graphql.answer : answerRest(world, path, isDiff),
  );
  return {
    ...tested,
    ...graphql,
    repository: app,
    fork: { owner: 'bob', name: 'app' },
    otherFork: { owner: 'mallory', name: 'app' },
    network: {
      forkOfFork: { owner: 'dana', name: 'app' },
      switchedOff: 404,
      ...createNetwork(fullNames, world.refusals),
    },
    instant: clock,
    requests: server.requests,
    credential: { header: 'authorization', value: `Bearer ${testToken}` },
    putPullRequest(change) {
      const pull = { ...samplePullRequest, ...change };
      world.pulls.set(pull.number, pull);
      if (pull.diff === awkwardDiff) putAwkwardFiles(world, pull.headSha);
      const target = fullNames[pull.into ?? 'repository'];
      return { ...pull, url: `${webBaseUrl}/${target}/pull/${pull.number}` };
    },
    removePullRequest: (number) => void world.pulls.delete(number),
    putBranchDiff: (ofBranch, diff) => {
      world.branchDiffs.set(ofBranch, diff);
      if (diff === awkwardDiff) putAwkwardFiles(world, ofBranch);
    },
    putRangeDiff(range, diff) {
      world.branchDiffs.set(`${range.from}...${range.to}`, diff);
      return range;
    },
    fail: (fault) => server.fail(fault),
    restore: () => server.fail(),
    rateLimitFault: (seconds) => rateLimitFault(clock.nowMs + seconds * 1000),
    openLimits: toOpenLimits(clock.nowMs + 1_800_000),
    files: { put: async (file) => putFile(world, file) },
    fileDiffs: {},
    reviews: { deleteAccount: (login) => void world.gone.add(login) },
    comments: { posted: world.posted, failPosts: (fault) => server.fail(fault, 'POST') },
    threads: { unreported: [] },
    people: { deleteAccount: (login) => void world.gone.add(login), deletesForks: true },
    graphQlGaps: { optional: optionalFields, missing: world.gaps },
    conversation: {
      parts: ['all of them'],
      answer: (_, response) =>
        response ? server.put(graphQlPath, response) : server.remove(graphQlPath),
    },
    checkRules: {
      require: (names) => {
        world.requiredChecks = names;
      },
      failRules: () => {
        for (const path of ['branches/main', 'rules/branches/main?per_page=100']) {
          server.put(`/repos/acme/app/${path}`, { status: 502 });
        }
      },
      refuseRules: () => {
        world.requiredChecks = undefined;
      },
      refuseChecks: () => {
        world.refusesChecks = true;
      },
      reruns: true,
    },
    checkTimes: { started: true, completed: true },
    logs: { ...world.logs, storageRequests: storage.requests },
    ...toAddresses(webBaseUrl),
    deliveries: createDeliveries(world),
    deliveredChecks: { deliver: buildStatusDelivery },
    async [Symbol.asyncDispose]() {
      await storage[Symbol.asyncDispose]();
      await tested[Symbol.asyncDispose]();
    },
    refuseWorkflows: () => {
      world.refusesWorkflows = true;
    },
    removeGraphQl: () => server.put(graphQlPath, { status: 404 }),
    putPullJson(number, more, fullName) {
      const body = pullRequestJson(number, more);
      server.put(toPullPath(number, fullName), { body });
      server.put(toReviewsPath(number, fullName), { body: [] });
      return body;
    },
    toKnown: (number, state = 'open') => {
      return { url: `${webBaseUrl}/acme/app/pull/${number}`, state };
    },
    async fetchStatus(known, repository = app, ofBranch = branch) {
      const [outcome] = await forge.fetchStatuses(
        [{ repository, branch: ofBranch, known }],
        access,
      );
      return outcome;
    },
  };
}

function createGraphQlDouble(world: World, clock: { nowMs: number }) {
  const queries: GraphQlRequest[] = [];
  const resetAt = new Date(clock.nowMs + 1_800_000).toISOString();
  const rateLimit = { cost: 1, limit: 5000, remaining: 4999, resetAt };
  let script: GraphQlScript | undefined;
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const query = JSON.parse(await text(request)) as GraphQlRequest;
    queries.push(query);
    const scripted = script?.(query);
    if (scripted && 'kind' in scripted) return;
    const {
      status = 200,
      headers,
      body,
    } = scripted ?? {
      body: await answerGraphQl(world, query, rateLimit),
    };
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
  return {
    queries,
    rateLimit,
    answer: (request: IncomingMessage, response: ServerResponse) => void answer(request, response),
    answerQueries: (next: GraphQlScript) => {
      script = next;
    },
  };
}

/** Secondary limits: with quota left, whose reset has nothing to do with them. */
function toOpenLimits(resetAtMs: number): ForgeScenario['openLimits'] {
  const quota = {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4321',
    'x-ratelimit-reset': `${resetAtMs / 1000}`,
    'x-ratelimit-resource': 'core',
  };
  const message =
    'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  const body = JSON.stringify({
    documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api',
    message,
  });
  return [
    { kind: 'response', status: 403, headers: quota, body },
    { kind: 'response', status: 403, body },
    { kind: 'response', status: 429, headers: quota, body },
    { kind: 'response', status: 429 },
  ];
}

function rateLimitFault(resetAtMs: number): ReturnType<ForgeScenario['rateLimitFault']> {
  const headers = {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': `${resetAtMs / 1000}`,
    'x-ratelimit-resource': 'core',
  };
  const body = JSON.stringify({ message: 'API rate limit exceeded for user ID 1.' });
  return { kind: 'response', status: 403, headers, body };
}
