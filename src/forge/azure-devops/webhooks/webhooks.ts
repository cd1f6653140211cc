import type { Logger } from '../../../platform/logger.ts';
import { catchUnexpectedErrors } from '../../client/outcomes.ts';
import type { ForgeWebhooks, WebhookDelivery } from '../../forge.ts';
import { isSecret } from '../../webhooks.ts';
import type { AzureDevOpsApi } from '../api.ts';
import type { Repositories } from '../repositories.ts';
import { installWebhook } from './install.ts';
import { parseMessage } from './parse.ts';

/** Azure's service hooks, which send the secret as a basic authentication password. */
export function createAzureDevOpsWebhooks(
  api: AzureDevOpsApi,
  deps: {
    webBaseUrl: string;
    repositories: Repositories;
    logger: Pick<Logger, 'error'>;
  },
): ForgeWebhooks {
  const { webBaseUrl, repositories, logger } = deps;
  return {
    verify: ({ headers }, secret) => isSecret(findPassword(headers), secret),
    // Azure sends the delivery's id in the body only.
    findDeliveryId: () => undefined,
    parse: (delivery) => parseMessage(delivery, webBaseUrl),
    install: (setup, access) =>
      catchUnexpectedErrors(
        () => installWebhook(setup, { api, repositories }, access),
        access,
        logger,
      ),
  };
}

function findPassword(headers: WebhookDelivery['headers']): string | undefined {
  const encoded = /^basic ([a-z0-9+/]{1,2000}={0,2})$/i.exec(headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [, password] = /^[^:]*:(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return password;
}
