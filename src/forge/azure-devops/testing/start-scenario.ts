import { createConversation, createNetwork, refuseChecksAt } from '../../testing/forge-double.ts';
import type { ForgeScenario } from '../../testing/forge-scenario.ts';
import { type AdapterLimits, createTestDeps, toAccess } from '../../testing/test-deps.ts';
import { createAzureDevOpsForge } from '../forge.ts';
import { toPullRequestUrl } from '../urls.ts';
import { toAddresses } from './addresses.ts';
import { buildBuildDelivery, createDeliveries } from './deliveries.ts';
import {
  app,
  errorJson,
  fork,
  forkOfFork,
  names,
  otherFork,
  repositories,
} from './json-answers.ts';
import { type AzureDevOpsServer, startAzureDevOpsServer } from './server.ts';

export interface AzureDevOpsScenario extends ForgeScenario {
  readonly server: AzureDevOpsServer;
  /** Errors that the adapter logged. */
  readonly errors: unknown[];
}

const token = 'mfqv2k5s3cr3tz7';
const basic = `Basic ${Buffer.from(`:${token}`).toString('base64')}`;

/** A server at `/tfs`, and the adapter, which uses a personal access token. */
export async function startAzureDevOpsScenario(
  limits: AdapterLimits = {},
  customToken = token,
  authorization = basic,
): Promise<AzureDevOpsScenario> {
  const server = await startAzureDevOpsServer(authorization);
  const deps = createTestDeps(limits);
  const { webBaseUrl, world } = server;
  const settings = {
    id: 'work',
    type: 'azure_devops',
    apiBaseUrl: webBaseUrl,
    webBaseUrl,
  } as const;
  return {
    server,
    errors: deps.errors,
    forge: createAzureDevOpsForge(settings, deps),
    access: toAccess(customToken),
    repository: app,
    fork,
    otherFork,
    network: { forkOfFork, switchedOff: null, ...createNetwork(names, world.refusals) },
    instant: deps.instant,
    requests: server.requests,
    credential: { header: 'authorization', value: authorization },
    putPullRequest(change) {
      const pull = world.putPullRequest(change);
      const repository = repositories[pull.into ?? 'repository'];
      const url = toPullRequestUrl({ repository, number: pull.number }, webBaseUrl);
      return { ...pull, url };
    },
    removePullRequest: (number) => void world.pulls.delete(number),
    putBranchDiff: (branch, diff) => world.putDiff(branch, diff),
    putRangeDiff(range, diff) {
      world.putDiff(`${range.from}...${range.to}`, diff);
      return range;
    },
    fail: (fault) => server.fail(fault),
    restore: () => server.fail(),
    rateLimitFault: (seconds) => ({
      kind: 'response',
      status: 429,
      headers: { 'retry-after': `${seconds}`, 'x-ratelimit-delay': '5' },
      body: JSON.stringify(errorJson('TF400733: The request has been canceled.')),
    }),
    // Azure can merge a branch that is behind.
    unreported: { mergeabilities: ['behind'] },
    files: world.files,
    fileDiffs: {},
    reviews: {},
    people: world.people,
    threads: { unreported: ['resolvedBy'] },
    comments: { posted: world.posted, failPosts: (fault) => server.fail(fault, 'POST') },
    conversation: createConversation(server, {
      threads: /\/threads/,
      policies: /\/policy\//,
    }),
    checkRules: refuseChecksAt(server, /\/statuses/),
    logs: world.logs,
    checkTimes: { started: true, completed: true },
    ...toAddresses(webBaseUrl),
    deliveries: createDeliveries(webBaseUrl, world.people),
    deliveredChecks: {
      deliver: (pull, name) => buildBuildDelivery(pull, name, webBaseUrl),
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
