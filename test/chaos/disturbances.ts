import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import type { Random } from '../histories/random.ts';
import type { PostgresServer } from '../support/databases/postgres-server.ts';
import type { FaultProxy, ProxyFault } from './fault-proxy.ts';
import type { Replica } from './replica.ts';

export interface DisturbanceDeps {
  random: Random;
  replicas: readonly Replica[];
  forgeProxy: FaultProxy;
  /** In front of the replicas, for deliveries. */
  deliveryProxy: FaultProxy;
  decoyUrl: string;
  postgres: PostgresServer;
  /** Runs while Postgres is meant to run. */
  connect: () => Promise<Client>;
  log: (text: string) => void;
}

const kinds = [
  ...Array.from({ length: 9 }, () => 'kill' as const),
  'kill two',
  'kill two',
  'stop',
  'pause',
  'pause',
  'database crash',
  'cut connections',
  'cut connections',
  'database black hole',
  'database reset',
  'forge',
  'forge',
  'forge',
  'deliveries',
  'clock',
  'clock',
] as const;

/** Everything that goes wrong outside of the server. */
export class Disturbances {
  /** How many processes were killed, of replicas and of Postgres. */
  kills = 0;
  readonly counts = new Map<string, number>();
  readonly #deps: DisturbanceDeps;
  /** What ends after a while; `calm` waits for it. */
  readonly #running = new Set<Promise<void>>();

  constructor(deps: DisturbanceDeps) {
    this.#deps = deps;
  }

  /** Begins one of them, chosen by the seed. */
  async disturb(): Promise<void> {
    const { random, log } = this.#deps;
    const kind = kinds[random.below(kinds.length)] ?? 'kill';
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    log(kind);
    switch (kind) {
      case 'kill':
        return this.#kill(this.#pickReplica());
      case 'kill two':
        await this.#kill(this.#pickReplica());
        return this.#kill(this.#pickReplica());
      case 'stop':
        return this.#restart(this.#pickReplica(), (replica) => replica.stop());
      case 'pause':
        return this.#pause(this.#pickReplica());
      case 'database crash':
        return this.#crashDatabase();
      case 'cut connections':
        return this.#cutConnections();
      case 'database black hole':
      case 'database reset':
        return this.#disturbDatabase(kind);
      case 'forge':
        return this.#disturbForge();
      case 'deliveries':
        return this.#loseDeliveries();
      case 'clock':
        return this.#pickReplica().setClock(random.pick([-600_000, -90_000, 0, 45_000, 600_000]));
    }
  }

  /** Ends all of them: everything runs and is reachable. */
  async calm(): Promise<void> {
    const { replicas, forgeProxy, deliveryProxy } = this.#deps;
    forgeProxy.pickFault = () => ({ kind: 'none' });
    deliveryProxy.pickFault = () => ({ kind: 'none' });
    forgeProxy.release();
    deliveryProxy.release();
    await Promise.all(this.#running);
    for (const replica of replicas) {
      replica.resume();
      replica.setClock(0);
      replica.databaseProxy.restore();
    }
    await Promise.all(replicas.map((replica) => replica.start()));
  }

  #pickReplica(): Replica {
    const { random, replicas } = this.#deps;
    const picked = replicas[random.below(replicas.length)];
    if (!picked) throw new Error('there is no replica');
    return picked;
  }

  async #kill(replica: Replica): Promise<void> {
    if (replica.isAlive) this.kills += 1;
    return this.#restart(replica, (one) => one.kill());
  }

  async #restart(replica: Replica, end: (replica: Replica) => Promise<void>): Promise<void> {
    await end(replica);
    const pauseMs = this.#deps.random.pick([0, 0, 300, 2_000]);
    this.#begin(async () => {
      await delay(pauseMs);
      await replica.start();
    });
  }

  #pause(replica: Replica): void {
    const pauseMs = this.#deps.random.pick([300, 1_500, 6_000, 12_000]);
    replica.pause();
    this.#begin(async () => {
      await delay(pauseMs);
      replica.resume();
    });
  }

  async #crashDatabase(): Promise<void> {
    const { postgres, random } = this.#deps;
    this.kills += 1;
    await postgres.crash();
    await delay(random.pick([0, 500, 3_000]));
    await postgres.restart();
  }

  async #cutConnections(): Promise<void> {
    const client = await this.#deps.connect();
    const share = this.#deps.random.pick([0.2, 0.5, 1]);
    await client.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'
         AND application_name LIKE 'afterpush%' AND random() <= $1`,
      [share],
    );
    await client.end();
  }

  #disturbDatabase(kind: 'database black hole' | 'database reset'): void {
    const { databaseProxy } = this.#pickReplica();
    const lastsMs = this.#deps.random.pick([500, 3_000, 10_000]);
    if (kind === 'database reset') databaseProxy.refuse();
    else databaseProxy.dropData();
    this.#begin(async () => {
      await delay(lastsMs);
      databaseProxy.restore();
      // What was dropped leaves a connection without the start of a message.
      databaseProxy.disconnect();
    });
  }

  #disturbForge(): void {
    const { forgeProxy, random, decoyUrl } = this.#deps;
    const lastsMs = random.pick([1_000, 3_000, 8_000]);
    const share = random.pick([0.1, 0.4, 1]);
    const fault = pickForgeFault(random, decoyUrl);
    this.#deps.log(`  ${fault.kind} for ${share * 100} % of the requests`);
    const pickFault: FaultProxy['pickFault'] = () =>
      random.isTrue(share) ? fault : { kind: 'none' };
    forgeProxy.pickFault = pickFault;
    this.#begin(async () => {
      await delay(lastsMs);
      if (forgeProxy.pickFault === pickFault) forgeProxy.pickFault = () => ({ kind: 'none' });
    });
  }

  #loseDeliveries(): void {
    const { deliveryProxy, random } = this.#deps;
    const share = random.pick([0.3, 1]);
    const fault = random.pick<ProxyFault>([
      { kind: 'reset' },
      { kind: 'black_hole' },
      { kind: 'delay', ms: 2_000 },
      { kind: 'cut' },
    ]);
    deliveryProxy.pickFault = () => (random.isTrue(share) ? fault : { kind: 'none' });
  }

  #begin(work: () => Promise<void>): void {
    const running = work().finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}

function pickForgeFault(random: Random, decoyUrl: string): ProxyFault {
  return random.pick<ProxyFault>([
    { kind: 'status', status: 500 },
    { kind: 'status', status: 503 },
    { kind: 'status', status: 429, headers: { 'retry-after': '2' } },
    { kind: 'delay', ms: 700 },
    { kind: 'reset' },
    { kind: 'cut' },
    { kind: 'black_hole' },
    { kind: 'slow', bytesPerSecond: 4_000 },
    { kind: 'garbage' },
    { kind: 'truncated' },
    { kind: 'wrong_etag', etag: `"${random.sha()}"` },
    { kind: 'wrong_etag', etag: undefined },
    { kind: 'unrequested_304' },
    { kind: 'redirect', location: `${decoyUrl}/api/v3/user` },
  ]);
}
