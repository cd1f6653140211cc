import { formatInstant } from '../http/response.ts';
import { type Hook, type HookDelivery, type Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { getApiUrl, type World } from '../world/world.ts';

/** GitHub's webhook, without its secret. */
export function toHookJson(world: World, repository: Repository, hook: Hook) {
  const url = getApiUrl(world, `/repos/${toFullName(repository)}/hooks/${hook.id}`);
  const [latest] = hook.deliveries;
  return {
    type: 'Repository',
    id: hook.id,
    name: 'web',
    active: hook.active,
    events: hook.events,
    config: {
      content_type: hook.contentType,
      insecure_ssl: hook.insecureSsl,
      url: hook.url,
      ...(hook.secret !== '' && { secret: '********' }),
    },
    updated_at: formatInstant(hook.updatedAt),
    created_at: formatInstant(hook.createdAt),
    url,
    test_url: `${url}/test`,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    last_response: {
      code: latest?.statusCode ?? null,
      status: latest === undefined ? 'unused' : latest.status,
      message: latest?.status ?? null,
    },
  };
}

/** A delivery, as lists show it. */
export function toDeliveryJson(repository: Repository, delivery: HookDelivery) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: delivery.deliveredAt.toISOString(),
    redelivery: delivery.redelivery,
    duration: delivery.durationMs / 1000,
    status: delivery.status,
    status_code: delivery.statusCode,
    event: delivery.event,
    action: delivery.action,
    installation_id: null,
    repository_id: repository.id,
    throttled_at: null,
  };
}

/** A delivery with its request and response. */
export function toFullDeliveryJson(repository: Repository, hook: Hook, delivery: HookDelivery) {
  const { request, response } = delivery;
  return { ...toDeliveryJson(repository, delivery), url: hook.url, request, response };
}
