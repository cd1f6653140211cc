import {
  emptyResponse,
  type HttpResponse,
  jsonResponse,
  notFound,
  validationFailed,
} from '../http/response.ts';
import type { Call, Route } from '../http/router.ts';
import type { DeliveryService } from '../webhooks/deliveries.ts';
import { mayAdminister } from '../world/accounts.ts';
import { changeHook, createHook, deleteHook, type HookSettings } from '../world/hooks.ts';
import type { Hook, HookDelivery, Repository } from '../world/records.ts';
import { getApiUrl, type World } from '../world/world.ts';
import { toDeliveryJson, toFullDeliveryJson, toHookJson } from './hook-json.ts';
import { createRepositoryRoute, paginate } from './resource-routes.ts';

type HookService = Pick<DeliveryService, 'ping' | 'redeliver'>;

/** The routes of webhooks. They return 404 unless the caller may administer the repository. */
export function createHookRoutes(world: World, service: HookService): Route[] {
  const show = (repository: Repository, hook: Hook, status = 200) =>
    jsonResponse(toHookJson(world, repository, hook), status);
  return [
    createAdministratorRoute(world, 'GET', '/hooks', (call, repository) => {
      const page = paginate(getApiUrl(world, ''), call, [...repository.hooks.values()]);
      const items = page.items.map((hook) => toHookJson(world, repository, hook));
      return jsonResponse(items, 200, page.headers);
    }),
    createAdministratorRoute(world, 'POST', '/hooks', (call, repository) => {
      const settings = parseSettings(call);
      const { url = '' } = settings;
      if (!/^https?:\/\//.test(url)) return validationFailed({ resource: 'Hook', code: 'custom' });
      if (hasHook(repository, url)) return duplicateHook();
      const hook = createHook(world, repository, { ...settings, url });
      service.ping(repository, hook);
      return show(repository, hook, 201);
    }),
    createHookRoute(world, 'GET', '', (_, repository, hook) => show(repository, hook)),
    createHookRoute(world, 'PATCH', '', (call, repository, hook) => {
      changeHook(world, hook, parseSettings(call));
      return show(repository, hook);
    }),
    createHookRoute(world, 'DELETE', '', (_, repository, hook) => {
      deleteHook(world, repository, hook);
      return emptyResponse(204);
    }),
    createHookRoute(world, 'POST', '/pings', (_, repository, hook) => {
      service.ping(repository, hook);
      return emptyResponse(204);
    }),
    ...createDeliveryRoutes(world, service),
  ];
}

function createDeliveryRoutes(world: World, service: HookService): Route[] {
  return [
    createHookRoute(world, 'GET', '/deliveries', (call, repository, hook) =>
      listDeliveries(world, call, repository, hook),
    ),
    createDeliveryRoute(world, 'GET', '', (repository, hook, delivery) =>
      jsonResponse(toFullDeliveryJson(repository, hook, delivery)),
    ),
    createDeliveryRoute(world, 'POST', '/attempts', (repository, hook, delivery) => {
      service.redeliver(repository, hook, delivery);
      return jsonResponse({}, 202);
    }),
  ];
}

/** Newest first. The cursor is the id of the first delivery of the next page. */
function listDeliveries(
  world: World,
  call: Call,
  repository: Repository,
  hook: Hook,
): HttpResponse {
  const perPage = Math.min(100, Math.max(1, Number(call.query.get('per_page')) || 30));
  const cursor = Number(/^v1_(\d+)$/.exec(call.query.get('cursor') ?? '')?.[1] ?? Infinity);
  const found = hook.deliveries.filter(({ id }) => id <= cursor);
  const next = found[perPage];
  const items = found.slice(0, perPage).map((delivery) => toDeliveryJson(repository, delivery));
  if (next === undefined) return jsonResponse(items);
  const query = new URLSearchParams({ per_page: String(perPage), cursor: `v1_${next.id}` });
  const link = `<${getApiUrl(world, call.path)}?${query.toString()}>; rel="next"`;
  return jsonResponse(items, 200, { Link: link });
}

function createAdministratorRoute(
  world: World,
  method: string,
  path: string,
  handle: (call: Call, repository: Repository) => HttpResponse,
): Route {
  return createRepositoryRoute(world, method, path, (call, repository) =>
    mayAdminister(repository, call.account) ? handle(call, repository) : notFound(),
  );
}

function createHookRoute(
  world: World,
  method: string,
  path: string,
  handle: (call: Call, repository: Repository, hook: Hook) => HttpResponse,
): Route {
  return createAdministratorRoute(world, method, `/hooks/:hook${path}`, (call, repository) => {
    const hook = repository.hooks.get(Number(call.parameters.hook));
    return hook === undefined ? notFound() : handle(call, repository, hook);
  });
}

function createDeliveryRoute(
  world: World,
  method: string,
  path: string,
  handle: (repository: Repository, hook: Hook, delivery: HookDelivery) => HttpResponse,
): Route {
  return createHookRoute(
    world,
    method,
    `/deliveries/:delivery${path}`,
    (call, repository, hook) => {
      const wanted = Number(call.parameters.delivery);
      const delivery = hook.deliveries.find(({ id }) => id === wanted);
      return delivery === undefined ? notFound() : handle(repository, hook, delivery);
    },
  );
}

function parseSettings(call: Call): Partial<HookSettings> {
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

function duplicateHook(): HttpResponse {
  const message = 'Hook already exists on this repository';
  return validationFailed({ resource: 'Hook', code: 'custom', message });
}
