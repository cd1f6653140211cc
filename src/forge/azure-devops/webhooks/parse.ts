import type { PullRequestFacts, WebhookHint } from '../../../domain/delivery.ts';
import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { WebhookDelivery, WebhookMessage } from '../../forge.ts';
import {
  type Fields,
  findFields,
  findInstant,
  findText,
  parseJson,
  toFields,
} from '../../parsing/json-fields.ts';
import { toPlainText } from '../../parsing/text.ts';
import { toBranchHints, toCommitHints } from '../../webhooks.ts';
import { type PullRequestAnswer, parsePullRequest } from '../answers.ts';
import {
  findBaseOrganization,
  findHostOrganization,
  isServices,
  toOwnerParts,
  toRepositoryReference,
} from '../names.ts';
import { parseAzureDevOpsOrigin, toPullRequestUrl } from '../urls.ts';

const nothing: WebhookMessage = { repository: null, hints: [] };

/** Undefined when it is nothing that Azure sends; it holds nothing if it concerns no branch. */
export function parseMessage(
  { body }: WebhookDelivery,
  webBaseUrl: string,
): WebhookMessage | undefined {
  const payload = toFields(parseJson(body));
  const eventType = findText(payload, 'eventType');
  if (!payload || eventType === undefined) return undefined;
  const resource = findFields(payload, 'resource');
  switch (eventType) {
    case 'git.push':
      return toPushMessage(payload, resource, webBaseUrl);
    case 'git.pullrequest.created':
    case 'git.pullrequest.updated':
    case 'git.pullrequest.merged':
      return toPullRequestMessage(payload, resource, webBaseUrl);
    case 'ms.vss-code.git-pullrequest-comment-event':
      return toPullRequestMessage(payload, findFields(resource, 'pullRequest'), webBaseUrl);
    case 'build.complete':
      return toBuildMessage(payload, resource, webBaseUrl);
    default:
      return nothing;
  }
}

/** Also for a branch that was deleted. */
function toPushMessage(
  payload: Fields,
  resource: Fields | undefined,
  webBaseUrl: string,
): WebhookMessage {
  const repository = findRepository(payload, findFields(resource, 'repository'), webBaseUrl);
  if (!repository) return nothing;
  const updates: unknown = resource?.refUpdates;
  const hints = (Array.isArray(updates) ? updates : []).flatMap((update): WebhookHint[] => {
    return toBranchHints(findText(toFields(update), 'name'), repository);
  });
  return { repository, hints };
}

function toPullRequestMessage(
  payload: Fields,
  resource: Fields | undefined,
  webBaseUrl: string,
): WebhookMessage {
  const named = findFields(resource, 'repository');
  const organization = findOrganization(payload, named, webBaseUrl);
  if (organization === undefined) return nothing;
  const answer = parsePullRequest(resource, organization);
  if (!answer) return nothing;
  const { owner, name } = answer.repository;
  const { head, number } = answer;
  const from = head.repository && { owner: head.repository.owner, name: head.repository.name };
  const repository = { owner, name };
  const url = toPullRequestUrl({ repository, number }, webBaseUrl);
  const hint: WebhookHint = {
    kind: 'pull_request',
    url,
    head: from && { repository: from, branch: head.branch },
    facts: toFacts(answer, url, findInstant(payload, 'createdDate')),
  };
  return { repository, hints: [hint] };
}

/** The delivery itself is dated, the change that it tells of is not. */
function toFacts(answer: PullRequestAnswer, url: string, sentAt: Date | null): PullRequestFacts {
  const { number, state, title, draft, baseBranch, head, authorLogin } = answer;
  return {
    url,
    number,
    state,
    title: toPlainText(title, 1000),
    draft,
    changedAt: sentAt,
    baseBranch,
    headSha: head.sha,
    authorLogin: authorLogin === null ? null : toPlainText(authorLogin, 200),
    authorAvatarUrl: answer.authorAvatarUrl,
  };
}

/** A build is of a branch, or of what a pull request would become. */
function toBuildMessage(
  payload: Fields,
  resource: Fields | undefined,
  webBaseUrl: string,
): WebhookMessage {
  const project = findFields(resource, 'project');
  const named = { project, ...findFields(resource, 'repository') };
  const repository = findRepository(payload, named, webBaseUrl);
  if (!repository) return nothing;
  const ref = findText(resource, 'sourceBranch');
  const number = /^refs\/pull\/([1-9]\d{0,14})\/merge$/.exec(ref ?? '')?.[1];
  if (number !== undefined) {
    const url = toPullRequestUrl({ repository, number: Number(number) }, webBaseUrl);
    const sha = findText(findFields(resource, 'triggerInfo'), 'pr.sourceSha');
    const hint: WebhookHint = { kind: 'pull_request', url, head: null, facts: null };
    return { repository, hints: [hint, ...toCommitHints(sha, repository)] };
  }
  const commit = toCommitHints(findText(resource, 'sourceVersion'), repository);
  return { repository, hints: [...toBranchHints(ref, repository), ...commit] };
}

function findRepository(
  payload: Fields,
  fields: Fields | undefined,
  webBaseUrl: string,
): RepositoryReference | undefined {
  const organization = findOrganization(payload, fields, webBaseUrl);
  const project = findText(findFields(fields, 'project'), 'name');
  const name = findText(fields, 'name');
  if (organization === undefined || project === undefined || name === undefined) return undefined;
  return toRepositoryReference(organization, project, name);
}

/**
 * Whose delivery it is. Only addresses tell, and they are believed as far as they are of this
 * forge: another server's organization of the same name is another.
 */
export function findOrganization(
  payload: Fields,
  repository: Fields | undefined,
  webBaseUrl: string,
): string | undefined {
  const origin = findText(repository, 'remoteUrl') ?? findText(repository, 'webUrl') ?? '';
  const named = parseAzureDevOpsOrigin(origin, webBaseUrl);
  if (named) return toOwnerParts(named).organization;
  const collection = findFields(findFields(payload, 'resourceContainers'), 'collection');
  const addresses = [findText(collection, 'baseUrl'), findText(repository, 'url')];
  for (const address of addresses) {
    const organization = parseOrganization(address ?? '', webBaseUrl);
    if (organization !== undefined) return organization;
  }
  return undefined;
}

/** The organization that an address of this forge is below. */
function parseOrganization(address: string, webBaseUrl: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const ofHost = isServices(webBaseUrl) ? findHostOrganization(url.hostname) : undefined;
  const ofBase = findBaseOrganization(webBaseUrl);
  if (ofHost !== undefined) {
    const isOwn = ofBase === undefined || ofBase.toLowerCase() === ofHost;
    return isOwn && url.protocol === 'https:' ? ofHost : undefined;
  }
  const base = new URL(webBaseUrl);
  const prefix = `${base.origin}${base.pathname.replace(/\/+$/, '')}`.toLowerCase();
  if (!`${url.origin}${url.pathname}/`.toLowerCase().startsWith(`${prefix}/`)) return undefined;
  if (ofBase !== undefined) return ofBase;
  const [first = ''] = `${url.origin}${url.pathname}`.slice(prefix.length + 1).split('/');
  return first === '' || first.startsWith('_') ? undefined : decodePart(first);
}

function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
