import { type Answer, toEmpty, toInvalid, toJson, toNotFound } from '../http/answer.ts';
import type { Call, Route } from '../http/router.ts';
import type { DeliveryService } from '../webhooks/deliveries.ts';
import { mayAdminister } from '../world/accounts.ts';
import { changeHook, createHook, deleteHook, type HookSettings } from '../world/hooks.ts';
import { type Hook, type HookDelivery, type Repository } from '../world/records.ts';
import { type World } from '../world/world.ts';
import { toRepositoryRoute } from './find-target.ts';
import { toPage } from './paging.ts';
import { toApiUrl } from './to-account.ts';
import { toDeliveryJson, toFullDeliveryJson, toHookJson } from './to-hook.ts';

type Service = Pick<DeliveryService, 'ping' | 'redeliver'>;

/** The routes of webhooks, for those who may manage the repository; to others there are none. */
export function toHookRoutes(world: World, service: Service): Route[] {
  const show = (repository: Repository, hook: Hook, status = 200) =>
    toJson(toHookJson(world, repository, hook), status);
  return [
    toAdministratorRoute(world, 'GET', '/hooks', (call, repository) => {
      const page = toPage(toApiUrl(world, ''), call, [...repository.hooks.values()]);
      const items = page.items.map((hook) => toHookJson(world, repository, hook));
      return toJson(items, 200, page.headers);
    }),
    toAdministratorRoute(world, 'POST', '/hooks', (call, repository) => {
      const settings = readSettings(call);
      const { url = '' } = settings;
      if (!/^https?:\/\//.test(url)) return toInvalid({ resource: 'Hook', code: 'custom' });
      if (hasHook(repository, url)) return toExisting();
      const hook = createHook(world, repository, { ...settings, url });
      service.ping(repository, hook);
      return show(repository, hook, 201);
    }),
    toHookRoute(world, 'GET', '', (_, repository, hook) => show(repository, hook)),
    toHookRoute(world, 'PATCH', '', (call, repository, hook) => {
      changeHook(world, hook, readSettings(call));
      return show(repository, hook);
    }),
    toHookRoute(world, 'DELETE', '', (_, repository, hook) => {
      deleteHook(world, repository, hook);
      return toEmpty(204);
    }),
    toHookRoute(world, 'POST', '/pings', (_, repository, hook) => {
      service.ping(repository, hook);
      return toEmpty(204);
    }),
    ...toDeliveryRoutes(world, service),
  ];
}

function toDeliveryRoutes(world: World, service: Service): Route[] {
  return [
    toHookRoute(world, 'GET', '/deliveries', (call, repository, hook) =>
      listDeliveries(world, call, repository, hook),
    ),
    toDeliveryRoute(world, 'GET', '', (repository, hook, delivery) =>
      toJson(toFullDeliveryJson(repository, hook, delivery)),
    ),
    toDeliveryRoute(world, 'POST', '/attempts', (repository, hook, delivery) => {
      service.redeliver(repository, hook, delivery);
      return toJson({}, 202);
    }),
  ];
}

/** Newest first; the cursor names the first delivery of the next page. */
function listDeliveries(world: World, call: Call, repository: Repository, hook: Hook): Answer {
  const perPage = Math.min(100, Math.max(1, Number(call.query.get('per_page')) || 30));
  const cursor = Number(/^v1_(\d+)$/.exec(call.query.get('cursor') ?? '')?.[1] ?? Infinity);
  const found = hook.deliveries.filter(({ id }) => id <= cursor);
  const next = found[perPage];
  const items = found.slice(0, perPage).map((delivery) => toDeliveryJson(repository, delivery));
  if (next === undefined) return toJson(items);
  const query = new URLSearchParams({ per_page: String(perPage), cursor: `v1_${next.id}` });
  const link = `<${toApiUrl(world, call.path)}?${query.toString()}>; rel="next"`;
  return toJson(items, 200, { Link: link });
}

function toAdministratorRoute(
  world: World,
  method: string,
  path: string,
  answer: (call: Call, repository: Repository) => Answer,
): Route {
  return toRepositoryRoute(world, method, path, (call, repository) =>
    mayAdminister(repository, call.account) ? answer(call, repository) : toNotFound(),
  );
}

function toHookRoute(
  world: World,
  method: string,
  path: string,
  answer: (call: Call, repository: Repository, hook: Hook) => Answer,
): Route {
  return toAdministratorRoute(world, method, `/hooks/:hook${path}`, (call, repository) => {
    const hook = repository.hooks.get(Number(call.parameters.hook));
    return hook === undefined ? toNotFound() : answer(call, repository, hook);
  });
}

function toDeliveryRoute(
  world: World,
  method: string,
  path: string,
  answer: (repository: Repository, hook: Hook, delivery: HookDelivery) => Answer,
): Route {
  return toHookRoute(world, method, `/deliveries/:delivery${path}`, (call, repository, hook) => {
    const wanted = Number(call.parameters.delivery);
    const delivery = hook.deliveries.find(({ id }) => id === wanted);
    return delivery === undefined ? toNotFound() : answer(repository, hook, delivery);
  });
}

function readSettings(call: Call): Partial<HookSettings> {
  const { events, active } = call.body;
  const config = (call.body.config ?? {}) as Record<string, unknown>;
  const { url, secret, content_type, insecure_ssl } = config;
  return {
    ...(typeof url === 'string' && { url }),
    ...(typeof secret === 'string' && { secret }),
    ...((content_type === 'json' || content_type === 'form') && { contentType: content_type }),
    ...((insecure_ssl === '0' || insecure_ssl === '1') && { insecureSsl: insecure_ssl }),
    ...(Array.isArray(events) && { events: events.map(String) }),
    ...(typeof active === 'boolean' && { active }),
  };
}

function hasHook(repository: Repository, url: string): boolean {
  return [...repository.hooks.values()].some((hook) => hook.url === url);
}

function toExisting(): Answer {
  const message = 'Hook already exists on this repository';
  return toInvalid({ resource: 'Hook', code: 'custom', message });
}
