import type { Comparison } from '../git/compare-commits.ts';
import { type WorldEvent } from './events.ts';
import { type Account, type PullRequest, type Repository } from './records.ts';

/** Everything the forge knows besides git's own objects. */
export interface World {
  readonly webBaseUrl: string;
  readonly directory: string;
  readonly now: () => Date;
  readonly accounts: Map<string, Account>;
  readonly accountByToken: Map<string, Account>;
  readonly repositories: Map<string, Repository>;
  readonly repositoriesById: Map<number, Repository>;
  /** Names that repositories used to have, answered with a redirect. */
  readonly formerNames: Map<string, Repository>;
  readonly comparisons: Map<string, Promise<Comparison | undefined>>;
  readonly mergeability: Map<string, Promise<boolean | null>>;
  /** The last operation per repository: operations on one repository run one after another. */
  readonly tails: Map<number, Promise<unknown>>;
  /** Called for every change that GitHub has a webhook event for. */
  readonly listeners: Set<(event: WorldEvent) => void>;
  lastId: number;
  /** Rises with every change; answers rendered before are out of date. */
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
    lastId: 1000,
    revision: 1,
  };
}

/** The next unused id. */
export function takeId(world: World): number {
  world.lastId += 1;
  return world.lastId;
}

/** A pull request changed just now: what was rendered of it before is out of date. */
export function markUpdated(world: World, pullRequest: PullRequest): void {
  pullRequest.updatedAt = world.now();
  world.revision += 1;
}

/** Passes an event to the listeners. */
export function announce(world: World, event: WorldEvent): void {
  for (const listener of world.listeners) listener(event);
}
