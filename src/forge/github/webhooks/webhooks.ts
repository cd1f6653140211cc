import type { ForgeApi } from '../../client/forge-api.ts';
import type { ForgeWebhooks, WebhookDelivery } from '../../forge.ts';
import { parseJson, toFields } from '../../parsing/json-fields.ts';
import { isSignedBy } from '../../webhooks.ts';
import { installWebhook } from './install.ts';
import { listHints } from './parse.ts';
import { parseHookRepository } from './pull-request.ts';
import { redeliverMissed } from './redeliver.ts';

const deliveryIdForm = /^[\w-]{1,100}$/;

/** The webhooks of GitHub repositories and organizations. */
export function createGitHubWebhooks(api: ForgeApi, webBaseUrl: string): ForgeWebhooks {
  const deps = { webBaseUrl, apiBaseUrl: api.baseUrl };
  return {
    verify: ({ headers, body }, secret) =>
      isSignedBy(body, headers['x-hub-signature-256']?.replace(/^sha256=/, ''), secret),
    findDeliveryId: (headers) => {
      const id = headers['x-github-delivery'] ?? '';
      return deliveryIdForm.test(id) ? id : undefined;
    },
    parse: (delivery) => {
      const event = delivery.headers['x-github-event'];
      const payload = toFields(parseBody(delivery));
      if (event === undefined || !payload) return undefined;
      const repository = parseHookRepository(payload);
      const hints = repository ? listHints(event, payload, repository, deps) : [];
      return { repository: repository ?? null, hints };
    },
    install: (setup, access) => installWebhook(setup, api, access),
    redeliverMissed: (hook, access) => redeliverMissed(hook, api, access),
  };
}

/** JSON, directly or in a form field: a manually created hook may send either. */
function parseBody({ headers, body }: WebhookDelivery): unknown {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');
  if (!isForm) return parseJson(body);
  const payload = new URLSearchParams(body.toString('utf8')).get('payload');
  return payload === null ? undefined : parseJson(Buffer.from(payload));
}
