import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startLoopbackServer } from '../../test/support/loopback-server.ts';
import { type DemoForge, startDemoForge } from '../forge/demo-forge.ts';
import { installDemoHooks, seedDemoWorld } from '../seed/seed-demo-world.ts';
import { startDemoAgents } from './demo-agents.ts';
import { jobs } from './jobs.ts';
import type { Job } from './steps.ts';

/** Seconds of waiting, at pace 1, until a job has done a step of this kind. */
function sumSecondsUntil(job: Job, isWanted: (step: Job['steps'][number]) => boolean): number {
  let seconds = 0;
  for (const step of job.steps) {
    if (step.kind === 'wait') seconds += step.seconds;
    if (isWanted(step)) return seconds;
  }
  return Number.POSITIVE_INFINITY;
}

test('every state is planned within 35 seconds, which leaves 10 for git', () => {
  const wanted: ((step: Job['steps'][number]) => boolean)[] = [
    (step) => step.kind === 'merge',
    (step) => step.kind === 'close',
    (step) => step.kind === 'open' && step.draft,
    (step) => step.kind === 'open' && !step.draft,
    (step) => step.kind === 'review' && step.event === 'APPROVE',
    (step) => step.kind === 'review' && step.event === 'REQUEST_CHANGES',
  ];
  for (const isWanted of wanted) {
    const earliest = Math.min(...jobs.map((job) => sumSecondsUntil(job, isWanted)));
    expect(earliest).toBeLessThan(35);
  }
  expect(jobs.some((job) => job.steps.every((step) => step.kind !== 'open'))).toBe(true);
});

test('the agents reach every state, stop when aborted and clean up', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'demo-agents-'));
  await using forge = await startDemoForge({ directory: join(directory, 'repositories') });
  const people = await seedDemoWorld(forge);
  const events = new Set<unknown>();
  await using receiver = await startLoopbackServer(({ headers }, response) => {
    events.add(headers['x-github-event']);
    response.end();
  });
  installDemoHooks(forge, { url: `${receiver.origin}/hook`, secret: 'hook-s3cret' });
  const askpassPath = join(directory, 'askpass');
  const script = `#!/bin/sh\necho "$CHAT" >> '${directory}/chats'\necho ${people.person.token}\n`;
  await writeFile(askpassPath, script, { mode: 0o755 });
  const stop = new AbortController();
  let resting = 0;
  const chats: string[] = [];
  const names = new Set<string>();
  let reportRest: () => void;
  const allRest = new Promise<void>((resolve) => (reportRest = resolve));
  const warnings: string[] = [];
  const agents = await startDemoAgents({
    forge,
    people,
    askpassPath,
    signal: stop.signal,
    createChat: async ({ title, agent }) => {
      names.add(agent);
      return { id: `chat-${chats.push(title)}` };
    },
    agentEnvironment: async (chatId) => ({ CHAT: chatId, TMPDIR: directory }),
    warn: (message) => {
      warnings.push(message);
      reportRest();
    },
    sleep: (milliseconds, signal) => {
      if (milliseconds < 60_000) return Promise.resolve();
      return new Promise((_, reject) => {
        resting += 1;
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        if (resting === jobs.length) reportRest();
      });
    },
  });
  await allRest;
  const states = await listStates(forge.apiBaseUrl, people.person.token);
  expect(warnings).toEqual([]);
  expect(states.toSorted()).toEqual(
    [
      'closed',
      'draft',
      'merged',
      'merged',
      'merged',
      'open',
      'open',
      'open',
      'open',
      'open',
      'open',
      'open from a fork',
    ].toSorted(),
  );
  expect(chats).toHaveLength(jobs.length);
  expect([...names].toSorted()).toEqual(['Acme Agent', 'Fern', 'Night Shift']);
  expect(await readDiffs(forge.apiBaseUrl, people.person.token)).toSatisfy(isVaried);
  expect(await readChecks(forge, people.person.token)).toSatisfy(areCompleted);
  await forge.deliveries.settle();
  const wanted = ['push', 'pull_request', 'pull_request_review', 'pull_request_review_thread'];
  expect([...events]).toEqual(expect.arrayContaining([...wanted, 'check_run', 'status']));
  stop.abort();
  await agents.finished;
  expect(existsSync(agents.directory)).toBe(false);
  expect(existsSync(join(directory, 'chats'))).toBe(true);
  await rm(directory, { recursive: true, force: true });
  // Hundreds of git processes; the limit only ends a test that would hang.
}, 300_000);

test('at most two agents at a time have a chat without a clone, so that the board has few rows without a branch', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'demo-agents-'));
  await using forge = await startDemoForge({ directory: join(directory, 'repositories') });
  const people = await seedDemoWorld(forge);
  const stop = new AbortController();
  const chats: string[] = [];
  const agents = await startDemoAgents({
    forge,
    people,
    askpassPath: join(directory, 'askpass'),
    signal: stop.signal,
    createChat: ({ title }) => Promise.resolve({ id: `chat-${chats.push(title)}` }),
    // Needed for the clone, which never starts here.
    agentEnvironment: () =>
      new Promise((_, reject) => {
        if (chats.length === 2) setImmediate(() => stop.abort());
        stop.signal.addEventListener('abort', () => reject(stop.signal.reason as Error));
      }),
  });
  await agents.finished;
  expect(chats).toEqual(jobs.slice(0, 2).map(({ title }) => title));
  await rm(directory, { recursive: true, force: true });
});

test('each round uses the same branch, and ends the pull request of the round before', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'demo-agents-'));
  await using forge = await startDemoForge({ directory: join(directory, 'repositories') });
  const people = await seedDemoWorld(forge);
  const askpassPath = join(directory, 'askpass');
  await writeFile(askpassPath, `#!/bin/sh\necho ${people.person.token}\n`, { mode: 0o755 });
  const [job] = jobs.filter(({ branch }) => branch === 'feat/new-logo');
  if (!job) throw new Error('no such job');
  const stop = new AbortController();
  let rounds = 0;
  let reportRounds: () => void;
  const threeRounds = new Promise<void>((resolve) => (reportRounds = resolve));
  const warnings: string[] = [];
  const agents = await startDemoAgents({
    forge,
    people,
    askpassPath,
    jobs: [job],
    signal: stop.signal,
    createChat: () => Promise.resolve({ id: 'chat' }),
    agentEnvironment: () => Promise.resolve({ TMPDIR: directory }),
    warn: (message) => {
      warnings.push(message);
      reportRounds();
    },
    sleep: (milliseconds, signal) => {
      if (milliseconds < 60_000) return Promise.resolve();
      rounds += 1;
      if (rounds < 3) return Promise.resolve();
      reportRounds();
      return new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    },
  });
  await threeRounds;
  const states = await listStates(forge.apiBaseUrl, people.person.token);
  expect(warnings).toEqual([]);
  expect(states).toEqual(['open', 'closed', 'closed']);
  expect(forge.findBranch('acme/storefront', 'feat/new-logo-2')).toBeUndefined();
  stop.abort();
  await agents.finished;
  await rm(directory, { recursive: true, force: true });
});

/** Whether the diffs contain every kind of file that the page has to show. */
function isVaried(diffs: string): boolean {
  const wanted = [
    /^rename to internal\/invoice\/invoice\.go$/m,
    /^Binary files a\/assets\/logo\.png and/m,
    /^old mode 100644\nnew mode 100755$/m,
    /^\+\+\+ b\/docs\/überblick-概要\.md$/m,
    /^\\ No newline at end of file$/m,
    /^\+\+\+ b\/package-lock\.json$/m,
    /^\+\+\+ b\/.*\.(ts|tsx|css|go|sql|py|rs|toml|sh)$/m,
  ];
  return wanted.every((line) => line.test(diffs));
}

interface ListedRun {
  status: string;
  started_at: string | null;
  completed_at: string | null;
}

function areCompleted(runs: ListedRun[]): boolean {
  return runs.length > 3 && runs.every((run) => run.status === 'completed' && run.completed_at);
}

interface Listed {
  number: number;
  state: string;
  draft: boolean;
  merged_at: string | null;
  head: { repo: { fork: boolean } };
}

const repositories = ['storefront', 'payments', 'pipeline', 'search'];

async function listPulls(apiBaseUrl: string, token: string) {
  const headers = { authorization: `Bearer ${token}` };
  const lists = repositories.map(async (name) => {
    const url = `${apiBaseUrl}/repos/acme/${name}/pulls`;
    const response = await fetch(`${url}?state=all`, { headers });
    const pulls = (await response.json()) as Listed[];
    return pulls.map((pull) => ({ ...pull, url: `${url}/${pull.number}` }));
  });
  return (await Promise.all(lists)).flat();
}

async function listStates(apiBaseUrl: string, token: string): Promise<string[]> {
  return (await listPulls(apiBaseUrl, token)).map(toState);
}

async function readDiffs(apiBaseUrl: string, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.github.diff' };
  const pulls = await listPulls(apiBaseUrl, token);
  const diffs = pulls.map(async ({ url }) => (await fetch(url, { headers })).text());
  return (await Promise.all(diffs)).join('');
}

async function readChecks({ apiBaseUrl, findBranch }: DemoForge, token: string) {
  const sha = findBranch('acme/search', 'feat/exact-first');
  const url = `${apiBaseUrl}/repos/acme/search/commits/${sha}/check-runs`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  return ((await response.json()) as { check_runs: ListedRun[] }).check_runs;
}

function toState({ state, draft, merged_at, head }: Listed): string {
  if (merged_at !== null) return 'merged';
  if (draft) return 'draft';
  return head.repo.fork ? `${state} from a fork` : state;
}
