import type { ForgeApi } from '../../client/forge-api.ts';
import type { ForgeWebhooks, WebhookDelivery } from '../../forge.ts';
import { isSignedBy } from '../../webhooks.ts';
import { installWebhook } from './install.ts';
import { findHeader, parseMessage } from './parse.ts';

export function createGiteaWebhooks(api: ForgeApi, webBaseUrl: string): ForgeWebhooks {
  return {
    verify: ({ headers, body }, secret) => isSignedBy(body, findSignature(headers), secret),
    findDeliveryId: (headers) => findHeader(headers, 'delivery')?.slice(0, 200),
    parse: (delivery) => parseMessage(delivery, webBaseUrl),
    install: (setup, access) => installWebhook(setup, api, access),
  };
}

function findSignature(headers: WebhookDelivery['headers']): string | undefined {
  const hub = headers['x-hub-signature-256']?.replace(/^sha256=/, '');
  return findHeader(headers, 'signature') ?? hub;
}
