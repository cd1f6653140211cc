import type { ForgeApi } from '../../client/forge-api.ts';
import { listAll } from '../../client/list-all.ts';
import type { Access, InstallOutcome, WebhookSetup } from '../../forge.ts';
import { findText, toFields } from '../../parsing/json-fields.ts';
import { toFullName } from '../../parsing/repository-identity.ts';
import { encode } from '../../parsing/text.ts';
import { toInstallOutcome } from '../../webhooks.ts';
import { toListReading, toRepositoryApiUrl } from '../api.ts';

interface Hook {
  uuid: string;
  url: string | null;
}

/** Everything that can make a tracked branch due. */
const events = [
  'repo:push',
  'repo:commit_status_created',
  'repo:commit_status_updated',
  'pullrequest:created',
  'pullrequest:updated',
  'pullrequest:approved',
  'pullrequest:unapproved',
  'pullrequest:changes_request_created',
  'pullrequest:changes_request_removed',
  'pullrequest:fulfilled',
  'pullrequest:rejected',
  'pullrequest:comment_created',
  'pullrequest:comment_deleted',
  'pullrequest:comment_resolved',
  'pullrequest:comment_reopened',
];

const mostPages = 5;
const reading = toListReading('bitbucket-hooks/1', parseHook);

/** Registers the hook, or updates the one with the same URL. */
export async function installWebhook(
  { repository, deliveryUrl, secret }: WebhookSetup,
  api: ForgeApi,
  access: Access,
): Promise<InstallOutcome> {
  const url = `${toRepositoryApiUrl(repository, api)}/hooks`;
  const subject = `the webhooks of ${toFullName(repository)}`;
  const first = { url: `${url}?pagelen=100`, subject, reading };
  const hooks = await listAll(api, first, mostPages, access);
  if (hooks.kind === 'unread') return hooks.outcome;
  const known = hooks.value.find((hook) => hook.url === deliveryUrl);
  const body = { description: 'Afterpush', url: deliveryUrl, active: true, secret, events };
  const message = known
    ? ({ method: 'PUT', url: `${url}/${encode(known.uuid)}`, subject, body } as const)
    : ({ method: 'POST', url, subject, body } as const);
  const sent = await api.send(message, access);
  return toInstallOutcome(sent, known?.uuid, (value) => parseHook(value)?.uuid, api);
}

function parseHook(body: unknown): Hook | undefined {
  const fields = toFields(body);
  const uuid = findText(fields, 'uuid');
  return uuid === undefined ? undefined : { uuid, url: findText(fields, 'url') ?? null };
}
