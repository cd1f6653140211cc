import type { ForgeApi } from '../../client/forge-api.ts';
import type { ForgeWebhooks } from '../../forge.ts';
import { isSignedBy } from '../../webhooks.ts';
import { installWebhook } from './install.ts';
import { parseMessage } from './parse.ts';

const signatureForm = /^sha256=([0-9a-f]{64})$/i;

/** Bitbucket signs deliveries, retries twice, and keeps no list for a redelivery. */
export function createBitbucketWebhooks(api: ForgeApi, webBaseUrl: string): ForgeWebhooks {
  return {
    verify: ({ headers, body }, secret) =>
      isSignedBy(body, signatureForm.exec(headers['x-hub-signature'] ?? '')?.[1], secret),
    // The same for every attempt: another header numbers those.
    findDeliveryId: (headers) => headers['x-request-uuid'] || undefined,
    parse: (delivery) => parseMessage(delivery, webBaseUrl),
    install: (setup, access) => installWebhook(setup, api, access),
  };
}
