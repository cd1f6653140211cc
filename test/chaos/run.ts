import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { createRandom } from '../histories/random.ts';
import { type PostgresServer, startPostgresServer } from '../support/databases/postgres-server.ts';
import { eventually } from '../support/eventually.ts';
import { Checker } from './checker.ts';
import { Disturbances } from './disturbances.ts';
import { type FaultProxy, startDecoy, startFaultProxy } from './fault-proxy.ts';
import { type ForgeLink, startForge } from './forge-link.ts';
import {
  findGrowth,
  formatGrowth,
  readDatabaseUse,
  readProcessUse,
  type Sample,
} from './growth.ts';
import { Listener } from './listener.ts';
import { Replica } from './replica.ts';
import { installRowLog } from './row-log.ts';
import { Workload } from './workload.ts';

export interface ChaosOptions {
  seed: number;
  minutes: number;
  kills: number;
  isVerbose: boolean;
}

const replicaCount = 3;
const ownerToken = 'token-of-ada';
export const leaseSeconds = 8;
const settings = {
  AFTERPUSH_NO_PR_BACKOFF: '1s',
  AFTERPUSH_NO_PR_RETRY_WINDOW: '40s',
  AFTERPUSH_DIFF_STATUS_TTL: '4s',
  AFTERPUSH_ACQUISITION_LEASE: `${leaseSeconds}s`,
  AFTERPUSH_SECRET_KEY: 'one-key-for-all-replicas',
};
/** Disturbances between two quiet points. */
const perRound = 60;

/** Returns what was wrong; empty when nothing was. */
export async function runChaos({
  seed,
  minutes,
  kills,
  isVerbose,
}: ChaosOptions): Promise<string[]> {
  const startedAt = performance.now();
  const log = (text: string) => {
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
    if (isVerbose) console.log(`${seconds.padStart(7)} s  ${text}`);
  };
  const random = createRandom(seed);
  await using stack = new AsyncDisposableStackOfTests();
  const postgres = stack.use(await startPostgresServer({ isDurable: true }));
  const decoy = stack.use(await startDecoy());
  const router = await startRouter(stack);
  const forge = stack.use(await startForge(`${router.proxy.url}/webhooks/demo`));
  const forgeProxy = stack.use(await startFaultProxy(new URL(forge.apiBaseUrl).origin));
  const environment = { ...settings, AFTERPUSH_FORGES: toForges(forge, forgeProxy, decoy.url) };
  const databaseUrl = postgres.toUrl('postgres');
  const replicas: Replica[] = [];
  for (let index = 1; index <= replicaCount; index += 1) {
    replicas.push(stack.use(await Replica.create(`replica ${index}`, databaseUrl, environment)));
  }
  router.replicas = replicas;
  await replicas[0]?.start();
  await Promise.all(replicas.map((replica) => replica.start()));
  const connect = () => connectTo(postgres);
  await withClient(connect, installRowLog);
  const listeners = replicas.map((replica) => stack.use(new Listener(replica)));
  const workload = new Workload(forge, replicas, createRandom(seed + 1));
  await workload.prepare();
  const disturbances = new Disturbances({
    random,
    replicas,
    forgeProxy,
    deliveryProxy: router.proxy,
    decoyUrl: decoy.url,
    postgres,
    connect,
    log,
  });
  const checker = new Checker({ workload, replicas, listeners, connect, leaseSeconds });
  const samples: Sample[] = [];
  const isOver = () =>
    disturbances.kills >= kills || performance.now() - startedAt > minutes * 60_000;

  do {
    const pauses = createRandom(seed + samples.length + 2);
    const working = new AbortController();
    const worked = work(workload, working.signal);
    for (let count = 0; count < perRound && !isOver(); count += 1) {
      await delay(pauses.below(700));
      // Where nothing ever runs, nothing is lost either.
      if (pauses.isTrue(0.7)) await waitForReplica(replicas);
      await disturbances.disturb();
    }
    log('everything runs again');
    await disturbances.calm();
    working.abort();
    await worked;
    log('quiet');
    await checker.checkQuiet();
    samples.push(await takeSample(replicas, connect));
    const { kills: killed } = disturbances;
    console.log(
      `${Math.round((performance.now() - startedAt) / 1_000)} s: ${killed} kills, ` +
        `${checker.changes} changes of rows, ${checker.faults.length} faults`,
    );
  } while (!isOver() && checker.faults.length === 0);

  const [first, last] = [samples[0], samples.at(-1)];
  if (first && last) console.log(formatGrowth(first, last));
  print('changes', workload.counts);
  print('disturbances', disturbances.counts);
  print('requests to the forge', forgeProxy.counts);
  return [
    ...checker.faults,
    ...findGrowth(samples),
    ...[...forgeProxy.authorizations]
      .filter((header) => header !== `Bearer ${ownerToken}`)
      .map((header) => `the forge got another credential: ${header.slice(0, 10)}`),
    ...decoy.authorizations.map((sent) => `S10: a token was sent to another host: ${sent}`),
    ...replicas
      .filter((replica) => replica.listOutputs().some((text) => text.includes(ownerToken)))
      .map(({ name }) => `S10: ${name} has logged a token`),
  ];
}

function toForges({ webBaseUrl }: ForgeLink, { url }: FaultProxy, decoyUrl: string): string {
  return JSON.stringify([
    {
      id: 'demo',
      type: 'github',
      api_base_url: `${url}/api/v3`,
      web_base_url: webBaseUrl,
      token: ownerToken,
      webhook_secret: 'secret-of-the-hook',
    },
    // Configured without a token: nothing may borrow that of the other forge.
    { id: 'decoy', type: 'github', api_base_url: `${decoyUrl}/api/v3` },
  ]);
}

/** Until one runs; the start may take long on a busy machine. */
async function waitForReplica(replicas: readonly Replica[]): Promise<void> {
  const isAnyRunning = () => replicas.some(({ running, isPaused }) => running && !isPaused);
  await eventually('a replica', isAnyRunning, 20_000).catch(() => undefined);
}

/** Changes several branches at once until the signal. */
async function work(workload: Workload, signal: AbortSignal): Promise<void> {
  const workers = Array.from({ length: 6 }, async () => {
    while (!signal.aborted) {
      await workload.step();
      await delay(100);
    }
  });
  await Promise.all(workers);
}

/** Passes deliveries to a replica that runs. */
async function startRouter(stack: AsyncDisposableStackOfTests) {
  const router = { replicas: [] as readonly Replica[], proxy: undefined as unknown as FaultProxy };
  let next = 0;
  router.proxy = stack.use(
    await startFaultProxy(() => {
      next += 1;
      const { replicas } = router;
      return replicas[next % replicas.length]?.running?.url;
    }),
  );
  return router;
}

async function connectTo(postgres: PostgresServer): Promise<Client> {
  const client = new Client({
    connectionString: postgres.toUrl('postgres'),
    application_name: 'chaos',
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

export async function withClient<Result>(
  connect: () => Promise<Client>,
  work: (client: Client) => Promise<Result>,
): Promise<Result> {
  const client = await connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function takeSample(
  replicas: readonly Replica[],
  connect: () => Promise<Client>,
): Promise<Sample> {
  const running: Sample['replicas'] = {};
  for (const { name, pid } of replicas) {
    if (pid !== undefined) running[name] = { pid, ...readProcessUse(pid) };
  }
  return { replicas: running, ...(await withClient(connect, readDatabaseUse)) };
}

function print(name: string, counts: ReadonlyMap<string, number>): void {
  const parts = [...counts].map(([kind, count]) => `${kind} ${count}`);
  console.log(`${name}: ${parts.join(', ')}`);
}

/** Disposes in the reverse order; Node.js 20 has no AsyncDisposableStack. */
class AsyncDisposableStackOfTests implements AsyncDisposable {
  readonly #used: AsyncDisposable[] = [];

  use<Value extends AsyncDisposable>(value: Value): Value {
    this.#used.push(value);
    return value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const value of this.#used.toReversed()) await value[Symbol.asyncDispose]();
  }
}
