import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { Reading } from '../../client/conditional-client.ts';
import type { ForgeApi, Unread } from '../../client/forge-api.ts';
import { listAll } from '../../client/list-all.ts';
import { toFailed } from '../../client/outcomes.ts';
import type { Access, InstallOutcome, WebhookSetup } from '../../forge.ts';
import {
  findFields,
  findInteger,
  findText,
  parseList,
  toFields,
} from '../../parsing/json-fields.ts';
import { toFullName } from '../../parsing/repository-identity.ts';
import { isPageCovered, pageSize } from '../api.ts';

interface Hook {
  id: number;
  url: string | null;
}

/** All events that change what is shown of a branch or its pull request. */
const events = [
  'check_run',
  'check_suite',
  'create',
  'delete',
  'issue_comment',
  'merge_group',
  'pull_request',
  'pull_request_review',
  'pull_request_review_comment',
  'pull_request_review_thread',
  'push',
  'status',
];

const mostPages = 10;
const reading: Reading<Hook[]> = {
  shape: 'hooks/1',
  parse: (body) => parseList(body, parseHook),
  isCovered: isPageCovered,
};

/** Creates the hook, or updates the one that has the same delivery URL. */
export async function installWebhook(
  setup: WebhookSetup,
  api: ForgeApi,
  access: Access,
): Promise<InstallOutcome> {
  const subject = toSubject(setup.repository);
  const url = `${toHooksUrl(setup.repository, api)}?per_page=${pageSize}`;
  const hooks = await listAll(api, { url, subject, reading }, mostPages, access);
  if (hooks.kind === 'unread') return toRefusal(hooks, setup, api);
  const known = hooks.value.find((hook) => hook.url === setup.deliveryUrl);
  return saveHook(known?.id, setup, api, access);
}

export function toHooksUrl(repository: RepositoryReference, api: ForgeApi): string {
  return `${api.baseUrl}/repos/${toFullName(repository)}/hooks`;
}

async function saveHook(
  knownId: number | undefined,
  setup: WebhookSetup,
  api: ForgeApi,
  access: Access,
): Promise<InstallOutcome> {
  const { deliveryUrl, secret, repository } = setup;
  const config = { url: deliveryUrl, content_type: 'json', secret, insecure_ssl: '0' };
  const hooksUrl = toHooksUrl(repository, api);
  const subject = toSubject(repository);
  const saved =
    knownId === undefined
      ? {
          method: 'POST' as const,
          url: hooksUrl,
          body: { name: 'web', active: true, events, config },
        }
      : {
          method: 'PATCH' as const,
          url: `${hooksUrl}/${knownId}`,
          body: { active: true, events, config },
        };
  const sent = await api.send({ ...saved, subject }, access);
  if (sent.kind === 'unread') return toRefusal(sent, setup, api);
  const id = knownId ?? findInteger(toFields(sent.value), 'id');
  if (id !== undefined) {
    return { kind: 'installed', hookId: String(id), created: knownId === undefined };
  }
  return toFailed(
    'malformed',
    `${toHost(api)} did not report the id of the new webhook. Try again.`,
  );
}

/** GitHub answers 404 to tokens that may not manage hooks, so its own message would mislead. */
function toRefusal(unread: Unread, setup: WebhookSetup, api: ForgeApi): InstallOutcome {
  const { outcome, status } = unread;
  if (outcome.kind === 'rate_limited') return outcome;
  const name = toFullName(setup.repository);
  if (status === 403 || status === 404) {
    return toFailed(
      outcome.failure.kind,
      `${toHost(api)} does not let this token manage the webhooks of ${name}. It needs ` +
        'admin access to the repository, and the scope admin:repo_hook (classic token) or the ' +
        'permission "Webhooks: write" (fine-grained token, app).',
    );
  }
  if (status !== 422) return outcome;
  return toFailed(
    outcome.failure.kind,
    `${toHost(api)} refused the webhook of ${name}. It must be able to reach ` +
      `${new URL(setup.deliveryUrl).host}, and a repository has at most 20 hooks per event: ` +
      'check the public address of Afterpush, and delete hooks that are no longer used.',
  );
}

function parseHook(value: unknown): Hook | undefined {
  const fields = toFields(value);
  const id = findInteger(fields, 'id');
  const url = findText(findFields(fields, 'config'), 'url') ?? null;
  return id === undefined ? undefined : { id, url };
}

function toSubject(repository: RepositoryReference): string {
  return `the webhooks of ${toFullName(repository)}`;
}

function toHost(api: ForgeApi): string {
  return new URL(api.baseUrl).host;
}
