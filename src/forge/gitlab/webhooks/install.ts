import type { Reading } from '../../client/conditional-client.ts';
import type { ForgeApi } from '../../client/forge-api.ts';
import { listAll } from '../../client/list-all.ts';
import type { Access, InstallOutcome, WebhookSetup } from '../../forge.ts';
import { findInteger, findText, parseList, toFields } from '../../parsing/json-fields.ts';
import { toFullName } from '../../parsing/repository-identity.ts';
import { toInstallOutcome } from '../../webhooks.ts';
import { findNextPage, pageSize, toProjectApiUrl } from '../api.ts';
import type { Repositories } from '../repositories.ts';

interface Hook {
  id: number;
  url: string;
}

const mostPages = 10;
const reading: Reading<Hook[]> = {
  shape: 'hooks/1',
  parse: (body) => parseList(body, parseHook),
  findNextUrl: findNextPage,
  isCovered: () => false,
};

/** Registers the hook, or updates the one with the same URL, including its secret. */
export async function installWebhook(
  { repository: requested, deliveryUrl, secret }: WebhookSetup,
  { api, repositories }: { api: ForgeApi; repositories: Repositories },
  access: Access,
): Promise<InstallOutcome> {
  // By its current name: GitLab does not redirect writes.
  const repository = await repositories.read(requested, access);
  if (repository.kind === 'unread') return repository.outcome;
  const hooks = `${toProjectApiUrl(repository.value, api)}/hooks`;
  const subject = `the webhooks of ${toFullName(repository.value)}`;
  const first = { url: `${hooks}?per_page=${pageSize}`, subject, reading };
  const listed = await listAll(api, first, mostPages, access);
  if (listed.kind === 'unread') return listed.outcome;
  const known = listed.value.find(({ url }) => url === deliveryUrl);
  const body = toBody(deliveryUrl, secret);
  const message = known
    ? ({ method: 'PUT', url: `${hooks}/${known.id}`, subject, body } as const)
    : ({ method: 'POST', url: hooks, subject, body } as const);
  const sent = await api.send(message, access);
  return toInstallOutcome(sent, known?.id, (value) => parseHook(value)?.id, api);
}

function toBody(url: string, token: string): Record<string, unknown> {
  return {
    url,
    token,
    push_events: true,
    merge_requests_events: true,
    pipeline_events: true,
    job_events: true,
    note_events: true,
    enable_ssl_verification: true,
  };
}

function parseHook(body: unknown): Hook | undefined {
  const fields = toFields(body);
  const id = findInteger(fields, 'id');
  const url = findText(fields, 'url');
  return id === undefined || url === undefined ? undefined : { id, url };
}
