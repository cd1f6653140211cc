import { InstallWebhook, WebhookFeed, WebhookFeedList } from '../../contract/webhooks.ts';
import type { HttpStore } from '../../store/http-store.ts';
import type { WebhookFeedRow } from '../../store/queries/webhooks/list-webhook-feeds.ts';
import { type InstallPorts, installWebhook } from '../install-webhook.ts';
import { getUser } from '../server/authentication.ts';
import type { App } from '../server/typed-app.ts';

export interface WebhookFeedPorts extends InstallPorts {
  store: InstallPorts['store'] & Pick<HttpStore, 'listWebhookFeeds'>;
}

const tags = ['webhooks'];

export function registerWebhookFeedRoutes(app: App, ports: WebhookFeedPorts): void {
  app.get('/api/v1/webhooks', { schema: listSchema }, async (request) => {
    const rows = await ports.store.listWebhookFeeds(getUser(request).id);
    return { feeds: rows.map(toFeed) };
  });

  const config = { problems: [409, 429, 502, 504] };
  app.post('/api/v1/webhooks', { schema: installSchema, config }, async (request) => {
    const { repository, forge_id: forgeId } = request.body;
    return toFeed(await installWebhook(getUser(request).id, { repository, forgeId }, ports));
  });
}

const listSchema = {
  tags,
  summary: 'Whether the forges deliver for the repositories that your chats track',
  response: { 200: WebhookFeedList },
};

const installSchema = {
  tags,
  summary: 'Install the hook of a repository at its forge, or bring it up to date',
  body: InstallWebhook,
  response: { 200: WebhookFeed },
};

function toFeed(row: WebhookFeedRow): WebhookFeed {
  return {
    forge_id: row.forgeId,
    repository: row.repository,
    state: row.state,
    last_delivery_at: row.lastDeliveryAt?.toISOString() ?? null,
    installed_at: row.installedAt?.toISOString() ?? null,
  };
}
