import { createHmac } from 'node:crypto';
import type { ForgeApi } from '../../client/forge-api.ts';
import type { ForgeWebhooks, WebhookDelivery } from '../../forge.ts';
import { isSecret } from '../../webhooks.ts';
import type { Repositories } from '../repositories.ts';
import { installWebhook } from './install.ts';
import { parseMessage } from './parse.ts';

export function createGitLabWebhooks(
  webBaseUrl: string,
  deps: { api: ForgeApi; repositories: Repositories },
): ForgeWebhooks {
  return {
    verify: isFromSender,
    // The idempotency key stays the same on a resend. Only recursive webhooks share an event UUID.
    findDeliveryId: (headers) =>
      headers['idempotency-key'] ?? headers['webhook-id'] ?? headers['x-gitlab-event-uuid'],
    parse: (delivery) => parseMessage(delivery, webBaseUrl),
    install: (setup, access) => installWebhook(setup, deps, access),
  };
}

/** GitLab sends the secret itself; newer versions send a signature if a signing token is set up. */
function isFromSender({ headers, body }: WebhookDelivery, secret: string): boolean {
  const signatures = headers['webhook-signature'];
  const token = headers['x-gitlab-token'];
  if (token !== undefined || signatures === undefined) return isSecret(token, secret);
  const id = headers['webhook-id'] ?? '';
  const signedAt = headers['webhook-timestamp'] ?? '';
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : secret;
  if (key.length === 0) return false;
  const expected = createHmac('sha256', key)
    .update(`${id}.${signedAt}.`)
    .update(body)
    .digest('base64');
  return signatures.split(' ').some((signature) => isSecret(signature, `v1,${expected}`));
}
