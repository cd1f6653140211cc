import {
  createConversation,
  createNetwork,
  type ForgeDouble,
  failAt,
  startForgeDouble,
} from '../../testing/forge-double.ts';
import { type ForgeScenario, samplePullRequest } from '../../testing/forge-scenario.ts';
import { type AdapterLimits, createTestDeps, toAccess } from '../../testing/test-deps.ts';
import { createGiteaForge } from '../forge.ts';
import { answerPost } from './answer-post.ts';
import { answerRest } from './answer-rest.ts';
import { buildStatusDelivery, createDeliveries } from './deliveries.ts';
import { fullNames, owners } from './json-answers.ts';
import { baseSha, branchSha, createWorld, type World } from './world.ts';

/** A Gitea below a path, like an installation that shares its host. */
interface GiteaServer extends ForgeDouble {
  webBaseUrl: string;
  apiBaseUrl: string;
  world: World;
}

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
    network: {
      forkOfFork: { owner: owners.forkOfFork, name: 'app' },
      switchedOff: 404,
      ...createNetwork(fullNames, world.refusals),
    },
    instant: deps.instant,
    requests: server.requests,
    credential: { header: 'authorization', value: `token ${token}` },
    putPullRequest(change) {
      const pull = { ...samplePullRequest, ...change };
      world.pulls.set(pull.number, pull);
      world.files.putSides(pull.diff, { base: baseSha, head: pull.headSha });
      const target = { owner: owners[pull.into ?? 'repository'], name: 'app' };
      const reference = { repository: target, number: pull.number };
      return { ...pull, url: forge.toPullRequestUrl(reference) };
    },
    removePullRequest: (number) => void world.pulls.delete(number),
    putBranchDiff(branch, diff) {
      world.branchDiffs.set(branch, diff);
      world.files.putSides(diff, { base: baseSha, head: branchSha });
    },
    putRangeDiff(range, diff) {
      world.branchDiffs.set(`${range.from}...${range.to}`, diff);
      return range;
    },
    fail: (fault) => server.fail(fault),
    restore: () => server.fail(),
    rateLimitFault: (seconds) => {
      return { kind: 'response', status: 429, headers: { 'retry-after': `${seconds}` } };
    },
    unreported: { mergeabilities: ['behind'] },
    files: world.files,
    fileDiffs: {},
    reviews: { deleteAccount: (login) => world.people.deleteAccount(login) },
    people: world.people,
    threads: { unreported: ['startLine'] },
    comments: { posted: world.posted, failPosts: (fault) => server.fail(fault, 'POST') },
    conversation: createConversation(server, { reviews: /\/reviews/ }),
    checkRules: {
      require: (names) => {
        world.requiredChecks = names;
      },
      failRules: () => failAt(server, /\/branches\/main/),
      refuseRules: () => {
        world.refusesRules = true;
      },
      refuseChecks: () => {
        world.refusesChecks = true;
      },
      reruns: false,
    },
    logs: world.logs,
    checkTimes: { started: false, completed: true },
    ...toAddresses(server.origin),
    deliveries: createDeliveries(webBaseUrl, world.people),
    deliveredChecks: {
      deliver: (pull, name) => buildStatusDelivery(pull, name, webBaseUrl),
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function startGiteaServer(): Promise<GiteaServer> {
  const world = createWorld();
  const double = await startForgeDouble({
    mount: /^\/git\/api\/v1/,
    validates: false,
    erase: (body) => world.people.erase(body),
    respond({ method, path, url, body }) {
      const below = path.replace(/\?.*$/, '');
      if (method === 'POST') return answerPost(below, body, world, `${url.origin}/git`);
      return answerRest(url, below, world, `${url.origin}/git`);
    },
  });
  const webBaseUrl = `${double.origin}/git`;
  return { ...double, webBaseUrl, apiBaseUrl: `${webBaseUrl}/api/v1`, world };
}

/** URLs of `acme/app` below `/git` of `origin`, and foreign ones. */
function toAddresses(origin: string): Pick<ForgeScenario, 'origins' | 'pasted'> {
  const { host, hostname } = new URL(origin);
  const page = `${origin}/git/acme/app/pulls/12`;
  return {
    origins: {
      own: [
        `${origin}/git/acme/app`,
        `${origin}/git/acme/app.git`,
        `${origin}/git/Acme/App/`,
        `http://ada:secret@${host}/git/acme/app.git`,
        `git@${hostname}:acme/app.git`,
        `ssh://git@${hostname}:2222/acme/app.git`,
        `gitea@${hostname}:acme/app`,
      ],
      foreign: [
        `${origin}/acme/app`,
        `${origin}/git/acme`,
        `${origin}/git/acme/app/src`,
        `${origin}/git/acme/app.wiki.git`,
        `${origin}/git/../acme`,
        'https://codeberg.org/acme/app',
        'git@codeberg.org:acme/app.git',
        '/srv/git/acme/app',
      ],
    },
    pasted: {
      own: [
        page,
        ` ${page}/\n`,
        `${page}/files#diff-1`,
        `${page}/commits?style=split),`,
        `${page}#issuecomment-7;`,
        page.replace('acme/app', 'Acme/App'),
      ],
      foreign: [
        `${origin}/acme/app/pulls/12`,
        `${origin}/git/acme/app/issues/12`,
        `${origin}/git/acme/app/pulls`,
        `${origin}/git/acme/app/pulls/0`,
        `${origin}/git/acme/app/pulls/1x`,
        `http://ada@${host}/git/acme/app/pulls/12`,
        'https://codeberg.org/acme/app/pulls/12',
      ],
    },
  };
}
