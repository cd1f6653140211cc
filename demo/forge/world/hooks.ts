import { type Repository, takeId, type World } from './world.ts';

/** A webhook of a repository. */
export interface Hook {
  readonly id: number;
  readonly createdAt: Date;
  /** Newest first. */
  readonly deliveries: HookDelivery[];
  url: string;
  secret: string;
  contentType: 'json' | 'form';
  insecureSsl: '0' | '1';
  /** Names of events; `*` stands for all. */
  events: string[];
  active: boolean;
  updatedAt: Date;
}

/** One attempt to deliver. */
export interface HookDelivery {
  readonly id: number;
  /** The same for every attempt at one message. */
  readonly guid: string;
  readonly event: string;
  readonly action: string | null;
  readonly redelivery: boolean;
  readonly deliveredAt: Date;
  readonly durationMs: number;
  /** `OK`, or what went wrong in GitHub's words. */
  readonly status: string;
  readonly statusCode: number;
  readonly request: { headers: Record<string, string>; payload: Record<string, unknown> };
  readonly response: { headers: Record<string, string>; payload: string };
}

/** What can be said of a hook. */
export type HookSettings = Pick<
  Hook,
  'url' | 'secret' | 'contentType' | 'insecureSsl' | 'events' | 'active'
>;

const keptDeliveries = 1000;

/** Adds a hook. */
export function createHook(
  world: World,
  repository: Repository,
  { url, ...wanted }: Partial<HookSettings> & { url: string },
): Hook {
  const hook: Hook = {
    id: takeId(world),
    createdAt: world.now(),
    updatedAt: world.now(),
    deliveries: [],
    url,
    secret: wanted.secret ?? '',
    contentType: wanted.contentType ?? 'form',
    insecureSsl: wanted.insecureSsl ?? '0',
    events: wanted.events ?? ['push'],
    active: wanted.active ?? true,
  };
  repository.hooks.set(hook.id, hook);
  world.revision += 1;
  return hook;
}

/** Changes what is named, and nothing else. */
export function changeHook(world: World, hook: Hook, change: Partial<HookSettings>): void {
  Object.assign(hook, change);
  hook.updatedAt = world.now();
  world.revision += 1;
}

/** Removes a hook and its deliveries. */
export function deleteHook(world: World, repository: Repository, hook: Hook): void {
  repository.hooks.delete(hook.id);
  world.revision += 1;
}

/** Keeps what became of an attempt; the oldest are forgotten. */
export function keepDelivery(hook: Hook, delivery: HookDelivery): void {
  hook.deliveries.unshift(delivery);
  hook.deliveries.splice(keptDeliveries);
}

/** Whether a hook wants to hear of an event. Every hook hears pings. */
export function isSubscribed(hook: Hook, event: string): boolean {
  if (!hook.active) return false;
  return event === 'ping' || hook.events.includes('*') || hook.events.includes(event);
}
