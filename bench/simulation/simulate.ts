import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDemoForge } from '../../demo/forge/demo-forge.ts';
import { createHttpClient } from '../../src/platform/http-client.ts';
import { createRandom } from '../../test/histories/random.ts';
import { Turns } from '../../test/histories/turns.ts';
import { VirtualTime } from '../../test/histories/virtual-time.ts';
import { openTestDatabase } from '../../test/support/databases/test-databases.ts';
import { classify, type Facet, type MeasuredKind, readTrueFacets } from './facets.ts';
import { Accounting, limits } from './forge/accounting.ts';
import { withForgeDate, withLatency } from './forge/latency.ts';
import { agentToken, SimulatedForge } from './forge/simulated-forge.ts';
import type { Policy, Site } from './policy.ts';
import { type Sample, Staleness } from './staleness.ts';
import type { Trace } from './trace/changes.ts';

/** The board is filled before the trace starts; this is not measured. */
const warmUpMs = 15 * 60_000;

/** Changes that the board does not show at the end are waited for; this costs nothing. */
const followUpMs = 15 * 60_000;

export interface Result {
  policy: string;
  shows: readonly Facet[];
  samples: readonly Sample[];
  undone: number;
  /** The mean over the trace. */
  openPullRequests: number;
  hours: number;
  rest: { requests: number; free: number; charged: number; busiestMinute: number };
  graphql: { requests: number; points: number; busiestMinute: number };
  routes: readonly { api: 'rest' | 'graphql'; route: string; charged: number }[];
  mostConcurrent: number;
  /** By a secondary limit, and by a used up quota. */
  refused: { secondary: number; quota: number };
  faults: string[];
}

/** Runs one policy through a trace, on a separate forge. */
export async function simulate(trace: Trace, policy: Policy): Promise<Result> {
  using folder = createFolder();
  await using database = await openTestDatabase('embedded');
  const time = await VirtualTime.install(database);
  await using forge = await startDemoForge({
    directory: folder.directory,
    hourlyRateLimit: limits.perHour,
    now: () => new Date(time.forgeNow),
  });
  const world = await SimulatedForge.create(forge, trace);
  const staleness = new Staleness(trace.branches.length, () => time.forgeNow);
  const accounting = new Accounting({
    now: () => time.forgeNow,
    readLastCost: () => forge.requests.entries.at(-1)?.points ?? 0,
  });
  const observers: (() => Promise<void>)[] = [];
  const turns = new Turns(createRandom(trace.seed), async () => {
    for (const observe of observers) await observe();
  });
  const connection = accounting.wrap(
    withForgeDate(createHttpClient({ timeoutMs: 60_000 }), () => time.forgeNow),
  );
  const site: Site = {
    branches: world.branches.map(({ repository, branch }) => ({
      owner: repository.owner.login,
      name: repository.name,
      branch,
      origin: `${forge.webBaseUrl}/${repository.owner.login}/${repository.name}.git`,
    })),
    token: agentToken,
    apiBaseUrl: forge.apiBaseUrl,
    webBaseUrl: forge.webBaseUrl,
    clock: time.clock,
    http: accounting.track(withLatency(turns.orderRequests(connection), time.clock)),
    random: createRandom(trace.seed + 1),
    show: (branch, shown) => staleness.show(branch, shown),
    database,
    turns,
    forge,
  };
  const settle = async () => {
    while ((await turns.give()) > 0);
  };
  const setTrue = (branch: number, measured?: MeasuredKind) =>
    staleness.setTrue(branch, readTrueFacets(world.findPullRequest(branch)), measured);

  await using running = await policy.start(site);
  if (running.observe) observers.push(running.observe.bind(running));
  const signal = (branch: number, sha: string) => turns.giveUntil(running.signal(branch, sha));
  for (const [branch, { sha }] of trace.branches.entries()) {
    setTrue(branch);
    await signal(branch, sha);
  }
  await settle();
  await time.pass(warmUpMs, settle);
  accounting.clear();

  const startedAt = time.forgeNow;
  const signalled = new Set<string>();
  let openMs = 0;
  const pass = async (untilMs: number) => {
    const ms = Math.max(0, Math.ceil(startedAt + untilMs - time.forgeNow));
    const open = world.branches.filter((branch) => branch.open !== undefined).length;
    openMs += open * ms;
    await time.pass(ms, settle);
  };
  for (const change of trace.changes) {
    await pass(change.atMs);
    if (change.kind === 'signal') {
      signalled.add(change.sha);
      await signal(change.branch, change.sha);
    } else {
      world.apply(change);
      const isSignalled = change.kind === 'push' && signalled.has(change.sha);
      setTrue(change.branch, classify(change, isSignalled));
    }
    await settle();
  }
  await pass(trace.lengthMs);
  const wrong = staleness.listWrong(policy.shows).map((one) => JSON.stringify(one));
  const truth = world.branches.map(({ latest }) => latest);
  const faults = [...wrong, ...((await running.listFaults?.(truth)) ?? [])];
  const openPullRequests = openMs / trace.lengthMs;
  const summary = accounting.summarize();
  await pass(trace.lengthMs + followUpMs);
  staleness.finish();
  return {
    policy: policy.name,
    shows: policy.shows,
    samples: staleness.samples,
    undone: staleness.undone,
    openPullRequests,
    hours: trace.lengthMs / 3_600_000,
    ...summary,
    faults,
  };
}

function createFolder() {
  const directory = mkdtempSync(join(tmpdir(), 'afterpush-simulation-'));
  return {
    directory,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}
