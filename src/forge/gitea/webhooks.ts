import type { PullRequestFacts, WebhookHint } from '../../domain/delivery.ts';
import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import type {
  Access,
  ForgeWebhooks,
  InstallOutcome,
  WebhookDelivery,
  WebhookMessage,
  WebhookSetup,
} from '../forge.ts';
import {
  type Fields,
  findCount,
  findFields,
  findText,
  parseInstant,
  parseJson,
  parseList,
  toFields,
} from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { isSignedBy, toBranchHints, toCommitHints, toInstallOutcome } from '../webhooks.ts';
import { type PullRequestAnswer, parseNamedRepository, parsePullRequest } from './answers.ts';
import { findNextPage, pageSize, toRepositoryApiUrl } from './api.ts';
import { toPageUrl } from './pull-requests.ts';

export function createGiteaWebhooks(api: ForgeApi, webBaseUrl: string): ForgeWebhooks {
  return {
    verify: ({ headers, body }, secret) => isSignedBy(body, findSignature(headers), secret),
    findDeliveryId: (headers) => findHeader(headers, 'delivery')?.slice(0, 200),
    parse: (delivery) => parseMessage(delivery, webBaseUrl),
    install: (setup, access) => installWebhook(setup, api, access),
  };
}

function findSignature(headers: WebhookDelivery['headers']): string | undefined {
  const hub = headers['x-hub-signature-256']?.replace(/^sha256=/, '');
  return findHeader(headers, 'signature') ?? hub;
}

/** Forgejo sends Gitea's headers and its own; forks of long ago only those of Gogs. */
export function findHeader(
  headers: WebhookDelivery['headers'],
  name: 'event' | 'delivery' | 'signature',
): string | undefined {
  return (
    headers[`x-forgejo-${name}`] ||
    headers[`x-gitea-${name}`] ||
    headers[`x-gogs-${name}`] ||
    undefined
  );
}

/** What a delivery says. Reviews come with the whole pull request, as its own events do. */
export function parseMessage(
  { headers, body }: WebhookDelivery,
  webBaseUrl: string,
): WebhookMessage | undefined {
  const event = findHeader(headers, 'event');
  const fields = toFields(parseJson(body));
  if (!event || !fields) return undefined;
  const named = parseNamedRepository(findFields(fields, 'repository'));
  if (!named) return { repository: null, hints: [] };
  const repository = { owner: named.owner, name: named.name };
  return { repository, hints: toHints(event, fields, repository, webBaseUrl) };
}

function toHints(
  event: string,
  fields: Fields,
  repository: RepositoryReference,
  webBaseUrl: string,
): WebhookHint[] {
  switch (event) {
    case 'push':
      return toBranchHints(findText(fields, 'ref'), repository);
    case 'pull_request':
    case 'pull_request_approved':
    case 'pull_request_rejected':
    case 'pull_request_comment':
      return toPullRequestHints(findFields(fields, 'pull_request'), repository, webBaseUrl);
    case 'status': {
      const sha = findText(fields, 'sha') || findText(findFields(fields, 'commit'), 'id');
      return toCommitHints(sha, repository);
    }
    default:
      return [];
  }
}

function toPullRequestHints(
  body: Fields | undefined,
  repository: RepositoryReference,
  webBaseUrl: string,
): WebhookHint[] {
  const answer = parsePullRequest(body);
  if (!answer) return [];
  const url = toPageUrl(answer, { repository, number: answer.number }, webBaseUrl);
  const { head } = answer;
  const from = head.repository && { owner: head.repository.owner, name: head.repository.name };
  const isNamed = from !== null && head.branch !== '';
  return [
    {
      kind: 'pull_request',
      url,
      head: isNamed ? { repository: from, branch: head.branch } : null,
      facts: toFacts(answer, url),
    },
  ];
}

function toFacts(answer: PullRequestAnswer, url: string): PullRequestFacts {
  return {
    url,
    number: answer.number,
    state: answer.state,
    title: answer.title,
    draft: answer.draft,
    changedAt: parseInstant(answer.changedAt),
    baseBranch: answer.baseBranch,
    headSha: answer.head.sha,
    authorLogin: answer.authorLogin,
    authorAvatarUrl: answer.authorAvatarUrl,
  };
}

interface Hook {
  id: number;
  url: string | null;
}

// `pull_request` stands for everything about one: commits, reviews, labels, asked reviewers.
const events = ['push', 'pull_request', 'status'];
const mostPages = 10;
const reading: Reading<Hook[]> = {
  shape: 'hooks/1',
  parse: (body) => parseList(body, parseHook),
  findNextUrl: findNextPage,
  isCovered: () => false,
};

/** Registers the hook, or brings the one that delivers to the same address up to date. */
async function installWebhook(
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
  const id = findCount(fields, 'id');
  const url = findText(findFields(fields, 'config'), 'url') ?? null;
  return id === undefined ? undefined : { id, url };
}
