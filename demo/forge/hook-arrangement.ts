import { createHook } from './world/hooks.ts';
import { getRepository, toFullName } from './world/repositories.ts';
import type { World } from './world/world.ts';

/** A webhook to be made; it hears of everything unless events are named. */
export interface HookToArrange {
  repository: string;
  url: string;
  secret?: string;
  events?: readonly string[];
}

/** The means to arrange webhooks. */
export interface HookArrangement {
  /** Returns the hook's id. */
  createHook: (hook: HookToArrange) => number;
  /** `owner/name` of every repository, forks included. */
  listRepositories: () => string[];
}

/** The part of the arrangement that is about webhooks. */
export function arrangeHooks(world: World): HookArrangement {
  return {
    createHook: ({ repository, url, secret = '', events = ['*'] }) => {
      const contentType = 'json' as const;
      const settings = { url, secret, events: [...events], contentType };
      return createHook(world, getRepository(world, repository), settings).id;
    },
    listRepositories: () => [...world.repositoriesById.values()].map(toFullName),
  };
}
