import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DemoForge } from '../forge/demo-forge.ts';
import { createRandom } from '../random.ts';
import { seedRepositories } from '../seed/repository-content.ts';
import type { DemoPeople } from '../seed/seed-demo-world.ts';
import { type AgentGit, cloneRepository } from './agent-clone.ts';
import { createForgeClient, type ForgeClient } from './forge-client.ts';
import { jobs as allJobs } from './jobs.ts';
import { type MergedPullRequest, runJob } from './run-job.ts';
import type { Job } from './steps.ts';

/** The dependencies and settings of the agents. */
export interface DemoAgentsDeps {
  forge: DemoForge;
  people: DemoPeople;
  createChat: (chat: { title: string; agent: string }) => Promise<{ id: string }>;
  /** The program for `GIT_ASKPASS`. */
  askpassPath: string;
  /** Additional environment of an agent's git, such as the URL of the server and the chat. */
  agentEnvironment: (chatId: string) => Promise<Readonly<Record<string, string>>>;
  /** All jobs of the demo, unless given. */
  jobs?: readonly Job[];
  signal: AbortSignal;
  /** Multiplies every wait; 1 shows all states within 45 seconds. */
  pace?: number;
  seed?: number;
  /** Rejects when the signal aborts. */
  sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Called after every step. */
  log?: (message: string) => void;
  /** Called after every failure; the agent then starts its next round. */
  warn?: (message: string, failuresInARow: number) => void;
}

/** Running agents. */
export interface DemoAgents {
  /** The temporary directory of their clones. */
  readonly directory: string;
  /** Resolves when every agent has stopped and the directory is deleted. */
  readonly finished: Promise<void>;
}

const restSeconds = 90;
/** More at once would compete for the machine, and fill the board with chats that have no branch yet. */
const mostPreparing = 2;
const retrySeconds = 5;

/** Starts the agents, which work in rounds until the signal aborts. */
export async function startDemoAgents(options: DemoAgentsDeps): Promise<DemoAgents> {
  const directory = await mkdtemp(join(tmpdir(), 'afterpush-agents-'));
  // Every agent adds a listener, and Node warns about more than ten.
  setMaxListeners(0, options.signal);
  const { jobs = allJobs } = options;
  const inTurn = createTurns(mostPreparing);
  const working = jobs.map((job, at) =>
    work({ ...options, inTurn }, job, at, join(directory, String(at))),
  );
  const finished = Promise.all(working).then(() =>
    rm(directory, { recursive: true, force: true, maxRetries: 5 }),
  );
  return { directory, finished };
}

type InTurn = <Result>(act: () => Promise<Result>) => Promise<Result>;

/** Runs at most this many actions at once, in the order in which they came. */
function createTurns(most: number): InTurn {
  const lanes = Array.from({ length: most }, (): Promise<unknown> => Promise.resolve());
  let next = 0;
  return (act) => {
    const at = next++ % most;
    const result = (lanes[at] ?? Promise.resolve()).then(act);
    lanes[at] = result.catch(() => undefined);
    return result;
  };
}

interface WorkOptions extends DemoAgentsDeps {
  inTurn: InTurn;
}

async function work(options: WorkOptions, job: Job, at: number, clone: string): Promise<void> {
  const { signal, warn = () => undefined } = options;
  const random = createRandom((options.seed ?? 1) + at);
  let chat: { id: string } | undefined;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const git = await options.inTurn(async () => {
        signal.throwIfAborted();
        const { name: agent } = options.people.agents[job.agent];
        chat ??= await options.createChat({ title: job.title, agent });
        await cleanUp(options, job);
        return prepareClone(options, job, { chat, clone });
      });
      const merged = await workOneRound(options, { job, git, clone, random });
      failures = 0;
      await pause(options, restSeconds);
      if (merged) await revert(options, merged);
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      const message = error instanceof Error ? error.message : String(error);
      warn(`${job.title}: ${message}`, failures);
      await pause(options, retrySeconds).catch(() => undefined);
    }
  }
}

/** Ends what an earlier round has left, so that each round uses the same branch and the board stays as it is. */
async function cleanUp({ forge, people, signal }: DemoAgentsDeps, job: Job): Promise<void> {
  const owner = findOwner(job, people);
  const repository = `${owner}/${job.repository}`;
  if (forge.findBranch(repository, job.branch) === undefined) return;
  const client = createForgeClient(forge, people.agents[job.agent].token, signal);
  const pulls = `/repos/acme/${job.repository}/pulls`;
  const query = new URLSearchParams({ head: `${owner}:${job.branch}`, state: 'open' });
  const open = (await client.send('GET', `${pulls}?${query.toString()}`)) as unknown as {
    number: number;
  }[];
  for (const { number } of open) {
    await client.send('PATCH', `${pulls}/${number}`, { state: 'closed' });
  }
  await forge.deleteBranch(repository, job.branch);
}

function revert({ forge, people, signal }: DemoAgentsDeps, merged: MergedPullRequest) {
  const [{ login, token }] = people.reviewers;
  return revertMerge(forge, createForgeClient(forge, token, signal), login, merged);
}

function findOwner(job: Job, people: DemoPeople): string {
  return job.fromFork ? people.person.login : 'acme';
}

/** Reverts a merge, so that the next round can make the same changes again. */
async function revertMerge(
  forge: Pick<DemoForge, 'commit'>,
  client: ForgeClient,
  author: string,
  { repository, number }: MergedPullRequest,
): Promise<void> {
  const path = `/repos/acme/${repository}/pulls/${number}`;
  const { title } = await client.send('GET', path);
  const listed = await client.send('GET', `${path}/files?per_page=100`);
  const seed: Readonly<Record<string, string | Buffer>> = seedRepositories[repository].files;
  const files: Record<string, string | Buffer | null> = {};
  for (const { filename } of listed as unknown as { filename: string }[]) {
    files[filename] = seed[filename] ?? null;
  }
  const message = `Revert "${String(title)}"`;
  await forge.commit(`acme/${repository}`, [{ branch: 'main', author, message, files }]);
}

interface Round {
  job: Job;
  git: AgentGit;
  clone: string;
  random: () => number;
}

/** Clones the repository as the agent of the chat. */
async function prepareClone(
  options: DemoAgentsDeps,
  job: Job,
  { chat, clone }: { chat: { id: string }; clone: string },
): Promise<AgentGit> {
  const { forge, people, signal } = options;
  const author = people.agents[job.agent].login;
  const git = { environment: await buildGitEnvironment(options, chat.id), signal, author };
  await rm(clone, { recursive: true, force: true });
  const path = `${findOwner(job, people)}/${job.repository}`;
  await cloneRepository(git, `${forge.webBaseUrl}/${path}.git`, clone);
  return git;
}

async function workOneRound(
  options: DemoAgentsDeps,
  { job, git, clone, random }: Round,
): Promise<MergedPullRequest | undefined> {
  const { forge, people, signal, log = () => undefined } = options;
  return runJob({
    job,
    branch: job.branch,
    clone,
    git,
    random,
    people,
    controls: forge,
    clientFor: (token) => createForgeClient(forge, token, signal),
    graphqlUrl: forge.graphqlUrl,
    pause: (seconds) => pause(options, seconds),
    log,
  });
}

/** Excludes the user's git configuration, whose credential helper would replace askpass. */
async function buildGitEnvironment(options: DemoAgentsDeps, chatId: string) {
  return {
    PATH: process.env.PATH,
    HOME: tmpdir(),
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: options.askpassPath,
    ...(await options.agentEnvironment(chatId)),
  };
}

function pause(options: DemoAgentsDeps, seconds: number): Promise<void> {
  const { sleep = sleepUntilAborted, pace = 1, signal } = options;
  return sleep(seconds * 1000 * pace, signal);
}

function sleepUntilAborted(milliseconds: number, signal: AbortSignal): Promise<void> {
  return delay(milliseconds, undefined, { signal });
}
