import { InstallWebhook, WebhookFeed, WebhookFeedList } from '../../contract/forges.ts';
import { type RepositoryReference, toRepositoryKey } from '../../domain/repository-reference.ts';
import type { Access, Forge } from '../../forge/forge.ts';
import type { ForgeRegistry } from '../../forge/registry.ts';
import type { HttpStore } from '../../store/http-store.ts';
import type { WebhookFeedRow } from '../../store/queries/webhooks/list-webhook-feeds.ts';
import { type RequestForgeDeps, requestForge } from '../query-forge.ts';
import { getUser } from '../server/authentication.ts';
import { HttpProblem } from '../server/problem-response.ts';
import { isLoopback } from '../server/request-guard.ts';
import type { App } from '../server/typed-app.ts';

interface InstallDeps extends RequestForgeDeps {
  store: Pick<HttpStore, 'pauseToken' | 'saveWebhookFeed'>;
  forges: Pick<ForgeRegistry, 'findForge' | 'findForgeByOrigin' | 'listForges'>;
  findWebhookSecret: (forgeId: string) => string;
}

interface RepositorySelection {
  /** A remote origin, a URL, or owner/name. */
  repository: string;
  forgeId: string | undefined;
}

export interface WebhookFeedDeps extends InstallDeps {
  store: InstallDeps['store'] & Pick<HttpStore, 'listWebhookFeeds'>;
}

const tags = ['webhooks'];

export function registerWebhookFeedRoutes(app: App, deps: WebhookFeedDeps): void {
  app.get('/api/v1/webhooks', { schema: listSchema }, async (request) => {
    const rows = await deps.store.listWebhookFeeds(getUser(request).id);
    return { feeds: rows.map(toFeed) };
  });

  const config = { problems: [409, 429, 502, 504] };
  app.post('/api/v1/webhooks', { schema: installSchema, config }, async (request) => {
    const { repository, forge_id: forgeId } = request.body;
    return toFeed(await installWebhook(getUser(request).id, { repository, forgeId }, deps));
  });
}

const listSchema = {
  tags,
  summary: 'List the webhook feeds of the repositories that your chats track',
  response: { 200: WebhookFeedList },
};

const installSchema = {
  tags,
  summary: 'Install or update the webhook of a repository',
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

/** Installs a repository's webhook with the requesting user's token. Throws a problem. */
async function installWebhook(
  userId: string,
  selection: RepositorySelection,
  deps: InstallDeps,
): Promise<WebhookFeedRow> {
  const { forge, repository } = getRepository(selection, deps.forges);
  const publicUrl = deps.getPublicUrl();
  requireReachable(publicUrl, forge);
  const setup = {
    repository,
    deliveryUrl: `${publicUrl}/webhooks/${encodeURIComponent(forge.id)}`,
    secret: deps.findWebhookSecret(forge.id),
  };
  const send = (access: Access) => forge.webhooks.install(setup, access);
  const { hookId } = await requestForge(userId, forge, send, deps);
  return deps.store.saveWebhookFeed({
    forgeId: forge.id,
    repository: toRepositoryKey(repository),
    hookId,
    installedBy: userId,
  });
}

function getRepository(
  { repository: text, forgeId }: RepositorySelection,
  forges: InstallDeps['forges'],
): { forge: Forge; repository: RepositoryReference } {
  const named = forgeId === undefined ? undefined : getForge(forgeId, forges);
  const forge = named ?? forges.findForgeByOrigin(text);
  const read = forge?.parseRemoteOrigin(text);
  if (forge && read) return { forge, repository: read };
  const repository = parseFullName(text);
  if (!repository) throw toUnreadable(forges);
  return { forge: named ?? getOnlyForge(forges), repository };
}

function getForge(id: string, forges: InstallDeps['forges']): Forge {
  const forge = forges.findForge(id);
  if (forge) return forge;
  throw new HttpProblem(
    400,
    `No such forge is configured. The configured forges are: ${toIds(forges)}.`,
  );
}

function getOnlyForge(forges: InstallDeps['forges']): Forge {
  const [only, ...others] = forges.listForges();
  if (only && others.length === 0) return only;
  throw new HttpProblem(400, `Send forge_id too, one of: ${toIds(forges)}.`);
}

/** `owner/name`; the owner may have several parts. */
function parseFullName(text: string): RepositoryReference | undefined {
  const [, owner = '', name = ''] = /^((?:[^/\s:@]+\/)+)([^/\s:@]+)$/.exec(text) ?? [];
  const isName = owner !== '' && !/[\u0000-\u001f\u007f?#\\]|(^|\/)\.{1,2}(\/|$)/.test(text);
  return isName ? { owner: owner.slice(0, -1), name } : undefined;
}

/** The value is not repeated: it may hold credentials (S10). */
function toUnreadable(forges: InstallDeps['forges']): HttpProblem {
  const detail =
    'repository must be owner/name or a URL at a configured forge. ' +
    `The configured forges are: ${toIds(forges)}.`;
  return new HttpProblem(400, detail);
}

function toIds(forges: InstallDeps['forges']): string {
  return forges
    .listForges()
    .map((forge) => forge.id)
    .join(', ');
}

function isLocal(url: string): boolean {
  return isLoopback(new URL(url).hostname);
}

function requireReachable(publicUrl: string, forge: Forge): void {
  if (!isLocal(publicUrl) || isLocal(forge.webBaseUrl)) return;
  const detail =
    `${forge.id} cannot reach ${publicUrl}. Set AFTERPUSH_PUBLIC_URL to an address at which the ` +
    'forge reaches this server, such as that of a tunnel.';
  throw new HttpProblem(409, detail);
}
