import { setMaxListeners } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { DemoForge } from '../forge/demo-forge.ts';
import { createRandom } from '../random.ts';
import type { DemoPeople } from '../seed/seed-demo-world.ts';
import { cloneRepository } from './agent-clone.ts';
import { createForgeClient } from './forge-client.ts';
import { jobs } from './jobs.ts';
import { type MergedPullRequest, revertMerge } from './revert-merge.ts';
import { runJob } from './run-job.ts';
import type { Job } from './steps.ts';

/** What the agents need from the product they are shown in. */
export interface DemoAgentsOptions {
  forge: DemoForge;
  people: DemoPeople;
  createChat: (chat: { title: string }) => Promise<{ id: string }>;
  /** The program for `GIT_ASKPASS`. */
  askpassPath: string;
  /** Further environment of an agent's git, such as where the product is and which chat this is. */
  agentEnvironment: (chatId: string) => Readonly<Record<string, string>>;
  signal: AbortSignal;
  /** Stretches every wait; 1 shows all states within 45 seconds. */
  pace?: number;
  seed?: number;
  /** Rejects when the signal aborts. */
  sleep?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Called after every step. */
  log?: (message: string) => void;
  /** Called after every failure; the agent then starts its round again. */
  warn?: (message: string) => void;
}

/** Agents at work. */
export interface DemoAgents {
  /** Their clones are below this temporary directory. */
  readonly directory: string;
  /** Resolves once every agent has stopped and its directory is gone. */
  readonly finished: Promise<void>;
}

const restSeconds = 90;
const stumbleSeconds = 5;

/** Starts the agents; they work in rounds until the signal aborts. */
export async function startDemoAgents(options: DemoAgentsOptions): Promise<DemoAgents> {
  const directory = await mkdtemp(join(tmpdir(), 'afterpush-agents-'));
  // Every agent listens; the platform warns from the eleventh on.
  setMaxListeners(0, options.signal);
  const working = jobs.map((job, at) => work(options, job, at, join(directory, String(at))));
  const finished = Promise.all(working).then(() =>
    rm(directory, { recursive: true, force: true, maxRetries: 5 }),
  );
  return { directory, finished };
}

async function work(
  options: DemoAgentsOptions,
  job: Job,
  at: number,
  clone: string,
): Promise<void> {
  const { signal, warn = () => undefined } = options;
  const random = createRandom((options.seed ?? 1) + at);
  let chat: { id: string } | undefined;
  for (let round = 1; !signal.aborted; round += 1) {
    try {
      chat ??= await options.createChat({ title: job.title });
      const merged = await workOneRound(options, { job, chat, clone, round, random });
      await pause(options, restSeconds);
      if (merged) await revert(options, merged);
    } catch (error) {
      if (signal.aborted) return;
      warn(`${job.title}: ${error instanceof Error ? error.message : String(error)}`);
      await pause(options, stumbleSeconds).catch(() => undefined);
    }
  }
}

function revert({ forge, people, signal }: DemoAgentsOptions, merged: MergedPullRequest) {
  const [{ login, token }] = people.reviewers;
  return revertMerge(forge, createForgeClient(forge, token, signal), login, merged);
}

interface Round {
  job: Job;
  chat: { id: string };
  clone: string;
  round: number;
  random: () => number;
}

async function workOneRound(
  options: DemoAgentsOptions,
  { job, chat, clone, round, random }: Round,
): Promise<MergedPullRequest | undefined> {
  const { forge, people, signal, log = () => undefined } = options;
  const owner = job.fromFork ? people.person.login : 'acme';
  const author = people.agents[job.agent].login;
  const git = { environment: toEnvironment(options, chat.id), signal, author };
  await rm(clone, { recursive: true, force: true });
  await cloneRepository(git, `${forge.webBaseUrl}/${owner}/${job.repository}.git`, clone);
  return runJob({
    job,
    branch: round === 1 ? job.branch : `${job.branch}-${round}`,
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

/** A person's own git configuration, and a credential helper in it, must not answer instead. */
function toEnvironment(options: DemoAgentsOptions, chatId: string) {
  return {
    PATH: process.env.PATH,
    HOME: tmpdir(),
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: options.askpassPath,
    ...options.agentEnvironment(chatId),
  };
}

function pause(options: DemoAgentsOptions, seconds: number): Promise<void> {
  const { sleep = sleepForReal, pace = 1, signal } = options;
  return sleep(seconds * 1000 * pace, signal);
}

function sleepForReal(milliseconds: number, signal: AbortSignal): Promise<void> {
  return delay(milliseconds, undefined, { signal });
}
