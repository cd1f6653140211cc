import type { ForgeApi } from '../../client/forge-api.ts';
import { listAll } from '../../client/list-all.ts';
import type { Access, InstallOutcome, WebhookSetup } from '../../forge.ts';
import { findInteger, findText, toFields } from '../../parsing/json-fields.ts';
import { toFullName } from '../../parsing/repository-identity.ts';
import { toInstallOutcome } from '../../webhooks.ts';
import { pageSize, toListReading, toRepositoryApiUrl } from '../api.ts';

interface Hook {
  id: number;
  url: string;
}

const mostPages = 10;
const reading = toListReading('webhooks/1', parseHook);

const eventsOfAllVersions = [
  'repo:refs_changed',
  'pr:opened',
  'pr:modified',
  'pr:merged',
  'pr:declined',
  'pr:deleted',
  'pr:reviewer:approved',
  'pr:reviewer:unapproved',
  'pr:reviewer:needs_work',
  'pr:comment:added',
  'pr:comment:edited',
  'pr:comment:deleted',
];
// Documented events that servers reject are left out: one of them would rule out all newer ones.
const events = [...eventsOfAllVersions, 'pr:from_ref_updated', 'pr:reviewer:updated'];

/** Registers the hook, or updates the secret and the events of the one with the same URL. */
export async function installWebhook(
  setup: WebhookSetup,
  api: ForgeApi,
  access: Access,
): Promise<InstallOutcome> {
  const url = `${toRepositoryApiUrl(setup.repository, api)}/webhooks`;
  const subject = `the webhooks of ${toFullName(setup.repository)}`;
  const first = { url: `${url}?limit=${pageSize}`, subject, reading };
  const hooks = await listAll(api, first, mostPages, access);
  if (hooks.kind === 'unread') return hooks.outcome;
  const known = hooks.value.find((hook) => hook.url === setup.deliveryUrl);
  const send = (subscribed: readonly string[]) => {
    const body = buildBody(setup, subscribed);
    return known
      ? api.send({ method: 'PUT', url: `${url}/${known.id}`, subject, body }, access)
      : api.send({ method: 'POST', url, subject, body }, access);
  };
  const sent = await send(events);
  // A version rejects all events if it does not know one of them.
  const isRefused = sent.kind === 'unread' && sent.status === 400;
  const saved = isRefused ? await send(eventsOfAllVersions) : sent;
  return toInstallOutcome(saved, known?.id, (value) => parseHook(value)?.id, api);
}

function buildBody({ deliveryUrl, secret }: WebhookSetup, subscribed: readonly string[]) {
  const configuration = { secret };
  return { name: 'Afterpush', url: deliveryUrl, active: true, events: subscribed, configuration };
}

/** Other types of hooks may have no URL; they are not Afterpush's. */
function parseHook(body: unknown): Hook | undefined {
  const fields = toFields(body);
  const id = findInteger(fields, 'id');
  return id === undefined ? undefined : { id, url: findText(fields, 'url') ?? '' };
}
