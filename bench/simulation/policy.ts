import type { DemoForge } from '../../demo/forge/demo-forge.ts';
import type { PullRequest } from '../../demo/forge/world/records.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { HttpClient } from '../../src/platform/http-client.ts';
import type { Driver } from '../../src/store/database.ts';
import type { Random } from '../../test/histories/random.ts';
import type { Turns } from '../../test/histories/turns.ts';
import type { Facet, Shown } from './facets.ts';

/** A branch on the board. */
export interface BoardBranch {
  owner: string;
  name: string;
  branch: string;
  origin: string;
}

/** What a policy has to work with: nothing of the forge but its API, at simulated time. */
export interface Site {
  branches: readonly BoardBranch[];
  token: string;
  apiBaseUrl: string;
  webBaseUrl: string;
  clock: Clock;
  /** Every request takes simulated time and is counted. */
  http: HttpClient;
  random: Random;
  /** The board shows this of a branch from now on. */
  show(branch: number, shown: Shown): void;
  /** For Afterpush: a database that shares the clock, and the forge whose webhooks it receives. */
  database: Driver;
  turns: Turns;
  forge: DemoForge;
}

/** How a board is kept fresh. */
export interface Policy {
  name: string;
  /** The parts of a row that its board has. */
  shows: readonly Facet[];
  start(site: Site): Promise<RunningPolicy>;
}

export interface RunningPolicy extends AsyncDisposable {
  /** The agent on this branch has started to push a commit. The first signal puts it on the board. */
  signal(branch: number, sha: string): Promise<void>;
  /** Called whenever something has happened. */
  observe?(): Promise<void>;
  /** What is wrong beyond the facets, when the trace has ended: the forge's pull requests by branch. */
  listFaults?(truth: readonly (PullRequest | undefined)[]): Promise<string[]>;
}
