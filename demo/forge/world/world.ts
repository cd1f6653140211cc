import type { Comparison } from '../git/compare-commits.ts';
import { type WorldEvent } from './events.ts';
import type { JobLogs } from './job-logs.ts';
import { type Account, type PullRequest, type Repository } from './records.ts';

/** The state of the forge, except for git objects. */
export interface World {
  readonly webBaseUrl: string;
  readonly directory: string;
  readonly now: () => Date;
  readonly accounts: Map<string, Account>;
  readonly accountByToken: Map<string, Account>;
  readonly repositories: Map<string, Repository>;
  readonly repositoriesById: Map<number, Repository>;
  /** Former names of repositories, which redirect. */
  readonly formerNames: Map<string, Repository>;
  readonly comparisons: Map<string, Promise<Comparison | undefined>>;
  readonly mergeability: Map<string, Promise<boolean | null>>;
  /** The last operation per repository; see `runExclusively`. */
  readonly tails: Map<number, Promise<unknown>>;
  /** Called for every change that GitHub has a webhook event for. */
  readonly listeners: Set<(event: WorldEvent) => void>;
  /** Logs that replace those which are generated. */
  readonly jobLogs: JobLogs;
  lastId: number;
  /** Rises with every change, so that cached responses expire. */
  revision: number;
}

/** An empty world. */
export function createWorld(webBaseUrl: string, directory: string, now: () => Date): World {
  return {
    webBaseUrl,
    directory,
    now,
    accounts: new Map(),
    accountByToken: new Map(),
    repositories: new Map(),
    repositoriesById: new Map(),
    formerNames: new Map(),
    comparisons: new Map(),
    mergeability: new Map(),
    tails: new Map(),
    listeners: new Set(),
    jobLogs: new Map(),
    lastId: 1000,
    revision: 1,
  };
}

/** The next unused id. */
export function takeId(world: World): number {
  world.lastId += 1;
  return world.lastId;
}

/** Records that a pull request has changed. */
export function markUpdated(world: World, pullRequest: PullRequest): void {
  pullRequest.updatedAt = world.now();
  world.revision += 1;
}

/** Passes an event to the listeners. */
export function announce(world: World, event: WorldEvent): void {
  for (const listener of world.listeners) listener(event);
}

/** The URL of a path below the REST API. */
export function getApiUrl(world: World, path: string): string {
  return `${world.webBaseUrl}/api/v3${path}`;
}
