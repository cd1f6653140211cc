import {
  createConversation,
  createNetwork,
  failAt,
  refuseChecksAt,
} from '../../testing/forge-double.ts';
import {
  type ForgeScenario,
  type ScenarioPullRequest,
  samplePullRequest,
} from '../../testing/forge-scenario.ts';
import { type AdapterLimits, createTestDeps, toAccess } from '../../testing/test-deps.ts';
import { createBitbucketForge } from '../forge.ts';
import { toAddresses } from './addresses.ts';
import { buildStatusDelivery, createDeliveries } from './deliveries.ts';
import { repositoryNames, restrictionJson, toRepository } from './json-answers.ts';
import { type BitbucketServer, startBitbucketServer } from './server.ts';

export const testToken = 'ATCTT3xs3cret=1A2B';

export interface BitbucketScenario extends ForgeScenario {
  readonly server: BitbucketServer;
}

export async function startBitbucketScenario(
  limits: AdapterLimits = {},
): Promise<BitbucketScenario> {
  const credential = { header: 'authorization', value: `Bearer ${testToken}` };
  const server = await startBitbucketServer(credential.value);
  const { world, origins, requests } = server;
  const deps = createTestDeps(limits);
  const urls = { apiBaseUrl: origins.api, webBaseUrl: origins.web };
  const forge = createBitbucketForge({ id: 'work', type: 'bitbucket', ...urls }, deps);
  return {
    forge,
    server,
    access: toAccess(testToken),
    repository: toRepository(repositoryNames.repository),
    fork: toRepository(repositoryNames.fork),
    otherFork: toRepository(repositoryNames.otherFork),
    network: {
      forkOfFork: toRepository(repositoryNames.forkOfFork),
      switchedOff: null,
      ...createNetwork(repositoryNames, world.refusals),
    },
    instant: deps.instant,
    requests,
    credential,
    putPullRequest(change) {
      const pull: ScenarioPullRequest = { ...samplePullRequest, ...change };
      world.pulls.set(pull.number, pull);
      const target = repositoryNames[pull.into ?? 'repository'];
      return { ...pull, url: `${origins.web}/${target}/pull-requests/${pull.number}` };
    },
    removePullRequest: (number) => void world.pulls.delete(number),
    putBranchDiff: (branch, diff) => void world.branchDiffs.set(branch, diff),
    putRangeDiff(range, diff) {
      world.branchDiffs.set(`${range.from}...${range.to}`, diff);
      return range;
    },
    fail: (fault) => server.fail(fault),
    restore: () => server.fail(),
    rateLimitFault: (seconds) => {
      return { kind: 'response', status: 429, headers: { 'retry-after': String(seconds) } };
    },
    unreported: { mergeabilities: ['mergeable', 'behind', 'blocked'] },
    files: world.files,
    fileDiffs: {},
    reviews: {},
    people: world.people,
    threads: { unreported: [] },
    comments: { posted: world.posted, failPosts: (fault) => server.fail(fault, 'POST') },
    logs: world.logs,
    conversation: createConversation(server, { threads: /\/comments\?/ }),
    checkRules: {
      ...refuseChecksAt(server, /\/commit\/\w+\/statuses/),
      require: (names) => void world.restrictions.push(restrictionJson(names.length, 'ma*')),
      failRules: () => failAt(server, /\/branch-restrictions/),
      refuseRules: () => {
        world.refusesRestrictions = true;
      },
      countsOnly: true,
      toMissing: ({ length }, reported) =>
        Array.from({ length: length - reported }, (_, index) => {
          return `build ${reported + index + 1} of ${length}`;
        }),
    },
    checkTimes: { started: true, completed: true },
    ...toAddresses(origins.web),
    deliveries: createDeliveries(origins, world.people),
    deliveredChecks: {
      deliver: (pull, name) => buildStatusDelivery(pull, name, origins),
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
