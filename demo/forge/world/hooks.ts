import { type Hook, type HookDelivery, type Repository } from './records.ts';
import { takeId, type World } from './world.ts';

/** The configurable fields of a hook. */
export type HookSettings = Pick<
  Hook,
  'url' | 'secret' | 'contentType' | 'insecureSsl' | 'events' | 'active'
>;

const maxDeliveries = 1000;

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

/** Changes only the given settings. */
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

/** Records an attempt to deliver, and drops the oldest ones. */
export function recordDelivery(hook: Hook, delivery: HookDelivery): void {
  hook.deliveries.unshift(delivery);
  hook.deliveries.splice(maxDeliveries);
}

/** Whether a hook receives an event. Every active hook receives pings. */
export function isSubscribed(hook: Hook, event: string): boolean {
  if (!hook.active) return false;
  return event === 'ping' || hook.events.includes('*') || hook.events.includes(event);
}
