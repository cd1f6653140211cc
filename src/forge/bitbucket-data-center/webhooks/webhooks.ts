import type { ForgeApi } from '../../client/forge-api.ts';
import type { ForgeWebhooks } from '../../forge.ts';
import { isSignedBy } from '../../webhooks.ts';
import { installWebhook } from './install.ts';
import { parseMessage } from './parse.ts';

export function createBitbucketDataCenterWebhooks(
  api: ForgeApi,
  webBaseUrl: string,
): ForgeWebhooks {
  return {
    verify: ({ headers, body }, secret) =>
      isSignedBy(body, headers['x-hub-signature']?.replace(/^sha256=/, ''), secret),
    findDeliveryId: (headers) => headers['x-request-id'],
    parse: (delivery) => parseMessage(delivery, webBaseUrl),
    install: (setup, access) => installWebhook(setup, api, access),
  };
}
