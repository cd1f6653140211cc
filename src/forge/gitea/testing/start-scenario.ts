import { type ForgeScenario, samplePullRequest } from '../../testing/forge-scenario.ts';
import { type AdapterLimits, createTestDeps, toAccess } from '../../testing/test-deps.ts';
import { createGiteaForge } from '../forge.ts';
import { toAddresses } from './addresses.ts';
import { createDeliveries } from './deliveries.ts';
import { type GiteaServer, startGiteaServer } from './server.ts';
import { baseSha, branchSha } from './world.ts';

export interface GiteaScenario extends ForgeScenario {
  readonly server: GiteaServer;
}

const token = 'f00dfacef00dfacef00dfacef00dfacef00dface';

export async function startGiteaScenario(limits: AdapterLimits = {}): Promise<GiteaScenario> {
  const server = await startGiteaServer();
  const deps = createTestDeps(limits);
  const { apiBaseUrl, webBaseUrl, world } = server;
  const forge = createGiteaForge({ id: 'tea', type: 'gitea', apiBaseUrl, webBaseUrl }, deps);
  const repository = { owner: 'acme', name: 'app' };
  return {
    server,
    forge,
    access: toAccess(token),
    repository,
    fork: { owner: 'bob', name: 'app' },
    otherFork: { owner: 'mallory', name: 'app' },
    instant: deps.instant,
    requests: server.requests,
    credential: { header: 'authorization', value: `token ${token}` },
    putPullRequest(change) {
      const pull = { ...samplePullRequest, ...change };
      world.pulls.set(pull.number, pull);
      world.files.putSides(pull.diff, { base: baseSha, head: pull.headSha });
      return { ...pull, url: forge.toPullRequestUrl({ repository, number: pull.number }) };
    },
    removePullRequest: (number) => void world.pulls.delete(number),
    putBranchDiff(branch, diff) {
      world.branchDiffs.set(branch, diff);
      world.files.putSides(diff, { base: baseSha, head: branchSha });
    },
    fail: (fault) => server.fail(fault),
    restore: () => server.fail(),
    rateLimitFault: (seconds) => {
      return { kind: 'response', status: 429, headers: { 'retry-after': `${seconds}` } };
    },
    unreported: { mergeabilities: ['behind'] },
    files: world.files,
    fileDiffs: {},
    reviews: { deleteAccount: (login) => void world.gone.add(login) },
    comments: { posted: world.posted, failPosts: (fault) => server.fail(fault, 'POST') },
    checkTimes: { started: false, completed: true },
    ...toAddresses(server.origin),
    deliveries: createDeliveries(webBaseUrl),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
