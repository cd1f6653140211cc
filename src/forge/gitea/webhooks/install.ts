import type { Reading } from '../../client/conditional-client.ts';
import type { ForgeApi } from '../../client/forge-api.ts';
import { listAll } from '../../client/list-all.ts';
import type { Access, InstallOutcome, WebhookSetup } from '../../forge.ts';
import {
  findFields,
  findInteger,
  findText,
  parseList,
  toFields,
} from '../../parsing/json-fields.ts';
import { toFullName } from '../../parsing/repository-identity.ts';
import { toInstallOutcome } from '../../webhooks.ts';
import { findNextPage, pageSize, toRepositoryApiUrl } from '../api.ts';

interface Hook {
  id: number;
  url: string | null;
}

// `pull_request` includes its commits, reviews, labels and review requests.
const events = ['push', 'pull_request', 'status'];
const mostPages = 10;
const reading: Reading<Hook[]> = {
  shape: 'hooks/1',
  parse: (body) => parseList(body, parseHook),
  findNextUrl: findNextPage,
  isCovered: () => false,
};

/** Registers the hook, or updates the one with the same URL. */
export async function installWebhook(
  { repository, deliveryUrl, secret }: WebhookSetup,
  api: ForgeApi,
  access: Access,
): Promise<InstallOutcome> {
  const list = `${toRepositoryApiUrl(repository, api)}/hooks`;
  const subject = `the webhooks of ${toFullName(repository)}`;
  const first = { url: `${list}?limit=${pageSize}`, subject, reading };
  const hooks = await listAll(api, first, mostPages, access);
  if (hooks.kind === 'unread') return hooks.outcome;
  const known = hooks.value.find(({ url }) => url === deliveryUrl);
  const settings = {
    config: { url: deliveryUrl, content_type: 'json', secret },
    events,
    active: true,
  };
  const sent = await api.send(
    known
      ? { method: 'PATCH', url: `${list}/${known.id}`, subject, body: settings }
      : { method: 'POST', url: list, subject, body: { type: 'gitea', ...settings } },
    access,
  );
  return toInstallOutcome(sent, known?.id, (value) => parseHook(value)?.id, api);
}

function parseHook(body: unknown): Hook | undefined {
  const fields = toFields(body);
  const id = findInteger(fields, 'id');
  const url = findText(findFields(fields, 'config'), 'url') ?? null;
  return id === undefined ? undefined : { id, url };
}
