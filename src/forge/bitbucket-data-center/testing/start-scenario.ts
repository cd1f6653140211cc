import {
  createConversation,
  createNetwork,
  failAt,
  refuseChecksAt,
} from '../../testing/forge-double.ts';
import type { ForgeScenario } from '../../testing/forge-scenario.ts';
import { type AdapterLimits, createTestDeps, toAccess } from '../../testing/test-deps.ts';
import { createBitbucketDataCenterForge } from '../forge.ts';
import { toAddresses } from './addresses.ts';
import { createDeliveries } from './deliveries.ts';
import { app, fork, forkOfFork, heads, names, otherFork } from './json-answers.ts';
import { type BitbucketDataCenterServer, startBitbucketDataCenterServer } from './server.ts';

export interface BitbucketDataCenterScenario extends ForgeScenario {
  readonly server: BitbucketDataCenterServer;
}

const token = 'NDk0MTI2MzAyNDI5OtBqvs/3+Kq1';

/** An installation at `/git`, and the adapter, which uses an HTTP access token. */
export async function startBitbucketDataCenterScenario(
  limits: AdapterLimits = {},
  ofToken = token,
  authorization = `Bearer ${token}`,
): Promise<BitbucketDataCenterScenario> {
  const server = await startBitbucketDataCenterServer(authorization);
  const deps = createTestDeps(limits);
  const { apiBaseUrl, webBaseUrl, world } = server;
  const settings = { id: 'work', type: 'bitbucket_data_center', apiBaseUrl, webBaseUrl } as const;
  return {
    server,
    forge: createBitbucketDataCenterForge(settings, deps),
    access: toAccess(ofToken),
    repository: app,
    fork,
    otherFork,
    network: {
      forkOfFork,
      switchedOff: null,
      listsOutgoing: true,
      ...createNetwork(names, world.refusals),
    },
    instant: deps.instant,
    requests: server.requests,
    credential: { header: 'authorization', value: authorization },
    putPullRequest(change) {
      const pull = world.putPullRequest(change);
      const { owner, name } = heads[pull.into ?? 'repository'];
      const place = owner.startsWith('~') ? `users/${owner.slice(1)}` : `projects/${owner}`;
      const url = `${webBaseUrl}/${place}/repos/${name}/pull-requests/${pull.number}`;
      return { ...pull, url };
    },
    removePullRequest: (number) => void world.pulls.delete(number),
    putBranchDiff: (branch, diff) => void world.branchDiffs.set(branch, diff),
    putRangeDiff(range, diff) {
      world.branchDiffs.set(`${range.from}...${range.to}`, diff);
      return range;
    },
    fail: (fault) => server.fail(fault),
    restore: () => server.fail(),
    rateLimitFault: (seconds) => ({
      kind: 'response',
      status: 429,
      headers: { 'retry-after': `${seconds}`, 'x-ratelimit-limit': '60' },
      body: '{"errors":[{"context":null,"message":"Rate limited","exceptionName":null}]}',
    }),
    // Bitbucket has no merge check for a branch that is behind.
    unreported: { mergeabilities: ['behind'] },
    files: world.files,
    fileDiffs: {},
    reviews: {},
    people: world.people,
    threads: { unreported: [] },
    comments: { posted: world.posted, failPosts: (fault) => server.fail(fault, 'POST') },
    // The pull request itself reports reviewers and open tasks.
    conversation: createConversation(server, {
      'the pull request': /\/pull-requests(\/12)?\?/,
    }),
    checkRules: {
      ...refuseChecksAt(server, /\/build-status\//),
      require: (plans) => {
        world.requiredPlans = plans;
      },
      failRules: () => failAt(server, /\/required-builds\//),
      refuseRules: () => {
        world.refusesConditions = true;
      },
    },
    checkTimes: { started: true, completed: true },
    ...toAddresses(webBaseUrl),
    deliveries: createDeliveries(webBaseUrl, world.people),
    deliveredChecks: {
      unsupported: 'Bitbucket Data Center has no webhook event about builds.',
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
