import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGitHubForge } from '../../../src/forge/github/forge.ts';
import { awkwardDiff } from '../../../src/forge/testing/diff-fixtures.ts';
import {
  type CommitRange,
  type ForgeScenario,
  type ScenarioComments,
  type ScenarioFault,
  type ScenarioFile,
  type ScenarioLogs,
  type ScenarioPullRequest,
  samplePullRequest,
} from '../../../src/forge/testing/forge-scenario.ts';
import {
  type AdapterLimits,
  createTestDeps,
  toAccess,
} from '../../../src/forge/testing/test-deps.ts';
import { type DemoForge, startDemoForge } from '../demo-forge.ts';
import type { FaultEffect } from '../faults/fault-rules.ts';
import { readBranches } from '../git/bare-repository.ts';
import { writeCommits } from '../git/write-commits.ts';
import { ensureAccount } from '../world/accounts.ts';
import { type Repository } from '../world/records.ts';
import { registerRepository } from '../world/repositories.ts';
import { getSampleCommits, type SampleCommits } from './sample-commits.ts';
import { createScenarioDeliveries } from './scenario-deliveries.ts';
import { buildCheckRuns, buildPullRequest } from './scenario-pull-request.ts';

const token = 'demo-s3cret';

/** The GitHub adapter against the demo forge. Commits are real, so a head differs from the requested SHA. */
export async function startDemoScenario(limits: AdapterLimits = {}): Promise<ForgeScenario> {
  const deps = createTestDeps(limits);
  const requests: ForgeScenario['requests'][number][] = [];
  const directory = await mkdtemp(join(tmpdir(), 'demo-scenario-'));
  const demo = await startDemoForge({
    directory,
    now: () => new Date(deps.instant.nowMs),
    hourlyRateLimit: 1_000_000,
    onRequest: ({ method = '', url = '', headers }) => {
      requests.push({ method, path: url, headers: { ...headers } });
    },
  });
  const commits = await getSampleCommits();
  const repositories = await createRepositories(demo, commits);
  const { apiBaseUrl, webBaseUrl } = demo;
  const settings = { id: 'demo', type: 'github', apiBaseUrl, webBaseUrl } as const;
  return {
    forge: createGitHubForge(settings, deps),
    access: toAccess(token),
    repository: { owner: 'acme', name: 'app' },
    fork: { owner: 'bob', name: 'app' },
    otherFork: { owner: 'mallory', name: 'app' },
    instant: deps.instant,
    requests,
    credential: { header: 'authorization', value: `Bearer ${token}` },
    ...createPullRequestOperations(demo, repositories, commits),
    ...createFaultOperations(demo, deps.instant),
    listsCommits: false,
    logs: createLogs(demo, repositories.repository),
    comments: createComments(demo, repositories.repository),
    ...listUrls(webBaseUrl),
    [Symbol.asyncDispose]: async () => {
      await demo[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

type Repositories = Record<ScenarioPullRequest['from'], Repository>;

async function createRepositories(
  { world }: DemoForge,
  { directory, base }: SampleCommits,
): Promise<Repositories> {
  ensureAccount(world, { login: 'robin', tokens: [token] });
  const register = async (login: string, parent?: Repository) => {
    const owner = ensureAccount(world, { login });
    const repository = registerRepository(world, owner, { owner: login, name: 'app' }, parent);
    // All scenarios share these commits; none of them pushes.
    await symlink(directory, repository.directory);
    repository.branches.set('main', base);
    return repository;
  };
  const repository = await register('acme');
  const fork = await register('bob', repository);
  return {
    repository,
    fork,
    otherFork: await register('mallory', repository),
    forkOfFork: await register('dana', fork),
  };
}

function createPullRequestOperations(
  demo: DemoForge,
  repositories: Repositories,
  commits: SampleCommits,
) {
  const { world } = demo;
  const { base, heads, awkwardHead } = commits;
  const { repository } = repositories;
  const requested: string[] = [];
  const pickHead = (sha: string): string => {
    if (heads.includes(sha)) return sha;
    if (!requested.includes(sha)) requested.push(sha);
    const head = heads[requested.indexOf(sha)];
    if (head === undefined) throw new Error('The scenario has no further commit to use as a head');
    return head;
  };
  const build = (wanted: ScenarioPullRequest) => {
    const isAwkward = wanted.diff === awkwardDiff;
    if (!isAwkward && wanted.diff !== samplePullRequest.diff) {
      throw new Error('Only the sample and the awkward diff are committed');
    }
    const headSha = isAwkward ? awkwardHead : pickHead(wanted.headSha);
    const headRepository = repositories[wanted.from];
    return buildPullRequest(world, wanted, { repository, headRepository, headSha, baseSha: base });
  };
  return {
    putPullRequest: (change: Partial<ScenarioPullRequest>) => {
      const wanted = { ...samplePullRequest, ...change };
      const pullRequest = build(wanted);
      const { headSha, headRepository } = pullRequest;
      headRepository.branches.set(wanted.branch, headSha);
      repository.branches.set(wanted.baseBranch, base);
      const known = repository.checkRuns.get(headSha) ?? [];
      repository.checkRuns.set(headSha, buildCheckRuns(world, wanted, headSha, known));
      repository.pullRequests.set(wanted.number, pullRequest);
      world.revision += 1;
      return { ...wanted, headSha, url: `${demo.webBaseUrl}/acme/app/pull/${wanted.number}` };
    },
    removePullRequest: (number: number) =>
      demo.deletePullRequest({ repository: 'acme/app', number }),
    putRangeDiff: (_: CommitRange, diff: string): CommitRange => {
      const { headSha: to } = build({ ...samplePullRequest, diff });
      return { from: base, to };
    },
    putBranchDiff: (branch: string, diff: string) => {
      repository.branches.set(branch, build({ ...samplePullRequest, diff }).headSha);
      world.revision += 1;
    },
    ...createScenarioDeliveries(world, repository, build),
    files: { put: (file: ScenarioFile) => putFile(demo, repositories[file.from], file) },
    fileDiffs: {},
    reviews: {},
    checkTimes: { started: true, completed: true },
  };
}

/** The repositories share their directory, so the branch needs a unique name. */
async function putFile(
  { world }: DemoForge,
  repository: Repository,
  { branch, path, content }: ScenarioFile,
): Promise<string> {
  const { directory } = repository;
  const ref = `put-${randomUUID()}`;
  const by = { authorName: 'Ada', authorEmail: 'ada@example.com', at: new Date('2026-01-01') };
  const files = { [path]: content };
  await writeCommits(directory, [{ branch: ref, message: 'Put a file', files, ...by }]);
  const sha = (await readBranches(directory)).get(ref) ?? '';
  repository.branches.set(branch, sha);
  world.revision += 1;
  return sha;
}

function createComments({ faults }: DemoForge, { pullRequests }: Repository): ScenarioComments {
  return {
    get posted() {
      const threads = [...pullRequests.values()].flatMap((pull) => pull.threads);
      return threads.map(({ path, side, line, startLine, body }) => {
        return { path, side: side === 'LEFT' ? 'old' : 'new', line, startLine, body } as const;
      });
    },
    failPosts: (fault) =>
      void faults.add({ path: '/api', method: 'POST', effect: toEffect(fault) }),
  };
}

/** The logs of `acme/app`, which are generated unless a test puts or removes them. */
function createLogs({ world, faults }: DemoForge, { checkRuns }: Repository): ScenarioLogs {
  const set = (check: string, log: string | null) => {
    for (const run of [...checkRuns.values()].flat()) {
      if (run.name === check) world.jobLogs.set(run.id, log);
    }
  };
  return {
    put: set,
    remove: (check) => set(check, null),
    refuse: () => void faults.add({ path: /\/logs$/, effect: { kind: 'status', status: 403 } }),
  };
}

function toEffect(fault: ScenarioFault): FaultEffect {
  return fault.kind === 'response' ? { ...fault, kind: 'answer' } : fault;
}

function createFaultOperations({ faults, ...demo }: DemoForge, instant: { nowMs: number }) {
  const refuse = (path: RegExp) =>
    void faults.add({ path, effect: { kind: 'status', status: 403 } });
  return {
    checkRules: {
      require: (names: readonly string[]) => {
        const half = Math.ceil(names.length / 2);
        const [checks, rulesetChecks] = [names.slice(0, half), names.slice(half)];
        demo.protect('acme/app', { checks, rulesetChecks });
      },
      refuseRules: () => refuse(/\/branches\//),
      refuseChecks: () => refuse(/\/check-runs$/),
      reruns: true,
    },
    fail: (fault: ScenarioFault) => {
      faults.clear();
      faults.add({ path: '/api', effect: toEffect(fault) });
    },
    restore: () => faults.clear(),
    rateLimitFault: (seconds: number) => {
      const reset = String(instant.nowMs / 1000 + seconds);
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
      return { kind: 'response', status: 403, headers } as const;
    },
  };
}

function listUrls(webBaseUrl: string): Pick<ForgeScenario, 'origins' | 'pasted'> {
  const { host, hostname } = new URL(webBaseUrl);
  const pull = `${webBaseUrl}/acme/app/pull/12`;
  return {
    origins: {
      own: [
        `${webBaseUrl}/acme/app`,
        `${webBaseUrl}/acme/app.git/`,
        `${webBaseUrl}/ACME/App.git`,
        `http://robin:secret@${host}/acme/app.git`,
        `git@${hostname}:acme/app.git`,
        `ssh://git@${hostname}/acme/app`,
      ],
      foreign: [
        `http://${hostname}:1/acme/app`,
        'https://github.com/acme/app',
        'git@gitlab.com:acme/app.git',
        `${webBaseUrl}/acme`,
        `${webBaseUrl}/acme/app/tree/main`,
        `http://${host}@evil.test/acme/app`,
      ],
    },
    pasted: {
      own: [pull, `${pull}/files?w=1#diff`, `${pull}).`, ` ${pull}; `, pull.replace('app', 'App')],
      foreign: [
        'https://github.com/acme/app/pull/12',
        `${webBaseUrl}/acme/app/issues/12`,
        `${webBaseUrl}/acme/app/pull/0`,
        `${webBaseUrl}/acme/pull/12`,
      ],
    },
  };
}
