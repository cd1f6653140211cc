import { type ForgeScenario, samplePullRequest } from '../../testing/forge-scenario.ts';
import { type AdapterLimits, createTestDeps, toAccess } from '../../testing/test-deps.ts';
import { createGitLabForge } from '../forge.ts';
import { toAddresses } from './addresses.ts';
import { createDeliveries } from './deliveries.ts';
import { type GitLabServer, startGitLabServer } from './server.ts';
import { baseSha, branchSha } from './world.ts';

export interface GitLabScenario extends ForgeScenario {
  readonly server: GitLabServer;
  /** What the adapter logged. */
  readonly errors: readonly unknown[];
}

const token = 'glpat-s3cretS3cretS3cret';

export async function startGitLabScenario(limits: AdapterLimits = {}): Promise<GitLabScenario> {
  const server = await startGitLabServer();
  const deps = createTestDeps(limits);
  const { apiBaseUrl, webBaseUrl, world } = server;
  const forge = createGitLabForge({ id: 'lab', type: 'gitlab', apiBaseUrl, webBaseUrl }, deps);
  const repository = { owner: 'acme', name: 'app' };
  return {
    server,
    errors: deps.errors,
    forge,
    access: toAccess(token),
    repository,
    fork: { owner: 'bob', name: 'app' },
    otherFork: { owner: 'mallory', name: 'app' },
    instant: deps.instant,
    requests: server.requests,
    credential: { header: 'private-token', value: token },
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
    files: world.files,
    fileDiffs: {},
    reviews: {},
    comments: { posted: world.posted, failPosts: (fault) => server.fail(fault, 'POST') },
    checkTimes: { started: true, completed: true },
    ...toAddresses(server.origin),
    deliveries: createDeliveries(webBaseUrl),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
