import type { PullRequestFacts, WebhookHint } from '../../../domain/delivery.ts';
import type { IdentifiedRepository } from '../../../domain/repository-reference.ts';
import { trimTrailing } from '../../../domain/trim-characters.ts';
import type { WebhookDelivery, WebhookMessage } from '../../forge.ts';
import {
  type Fields,
  findFields,
  findInteger,
  findText,
  parseInstant,
  parseJson,
  toFields,
} from '../../parsing/json-fields.ts';
import { toIdentified } from '../../parsing/repository-identity.ts';
import { isCommitSha, toPlainText } from '../../parsing/text.ts';
import { toBranchHints, toCommitHints } from '../../webhooks.ts';
import { type PullRequestAnswer, parseId, parsePullRequest } from '../answers.ts';
import {
  findBaseOrganization,
  findHostOrganization,
  isServices,
  parseRepositoryReference,
  toOwnerParts,
} from '../names.ts';
import { parseAzureDevOpsOrigin, toPullRequestUrl } from '../urls.ts';

const noHints: WebhookMessage = { repository: null, hints: [] };

/** Undefined for a body that Azure does not send; without hints when no branch is concerned. */
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
      return parsePush(payload, resource, webBaseUrl);
    case 'git.pullrequest.created':
    case 'git.pullrequest.updated':
    case 'git.pullrequest.merged':
      return parsePullRequestEvent(payload, resource, webBaseUrl);
    case 'ms.vss-code.git-pullrequest-comment-event':
      return parsePullRequestEvent(payload, findFields(resource, 'pullRequest'), webBaseUrl);
    case 'build.complete':
      return parseBuild(payload, resource, webBaseUrl);
    default:
      return noHints;
  }
}

/** Includes deleted branches. */
function parsePush(
  payload: Fields,
  resource: Fields | undefined,
  webBaseUrl: string,
): WebhookMessage {
  const repository = findRepository(payload, findFields(resource, 'repository'), webBaseUrl);
  if (!repository) return noHints;
  const updates: unknown = resource?.refUpdates;
  const hints = (Array.isArray(updates) ? updates : []).flatMap((update): WebhookHint[] => {
    const fields = toFields(update);
    return toBranchHints(findText(fields, 'name'), repository, findText(fields, 'newObjectId'));
  });
  return { repository, hints };
}

function parsePullRequestEvent(
  payload: Fields,
  resource: Fields | undefined,
  webBaseUrl: string,
): WebhookMessage {
  const named = findFields(resource, 'repository');
  const organization = findOrganization(payload, named, webBaseUrl);
  if (organization === undefined) return noHints;
  const answer = parsePullRequest(resource, organization);
  if (!answer) return noHints;
  const { head, number } = answer;
  const repository = toIdentified(answer.repository);
  const url = toPullRequestUrl({ repository, number }, webBaseUrl);
  const facts = toFacts(answer, url);
  const isComplete = facts.state === 'merged' && facts.changedAt !== null;
  const hint: WebhookHint = {
    kind: 'pull_request',
    url,
    head: head.repository && { repository: toIdentified(head.repository), branch: head.branch },
    facts,
    ...(isComplete && { isComplete }),
  };
  return { repository, hints: [hint] };
}

/**
 * Azure reports no time of the last change, neither here nor when it is read, so late facts look like
 * new ones: the row is read at once instead. Only a merge is final.
 */
function toFacts(answer: PullRequestAnswer, url: string): PullRequestFacts {
  const { number, state, title, draft, baseBranch, head, authorLogin } = answer;
  return {
    url,
    number,
    state,
    title: toPlainText(title, 1000),
    draft,
    changedAt: state === 'merged' ? parseInstant(answer.settledAt) : null,
    baseBranch,
    headSha: head.sha,
    authorLogin: authorLogin === null ? null : toPlainText(authorLogin, 200),
    authorAvatarUrl: answer.authorAvatarUrl,
  };
}

/** What a policy makes of any other result, only a read says. */
const results = new Map<string, 'passed' | 'failed'>([
  ['succeeded', 'passed'],
  ['failed', 'failed'],
]);

/** A build runs for a branch, or for the merge commit of a pull request. */
function parseBuild(
  payload: Fields,
  resource: Fields | undefined,
  webBaseUrl: string,
): WebhookMessage {
  const project = findFields(resource, 'project');
  const named = { project, ...findFields(resource, 'repository') };
  const repository = findRepository(payload, named, webBaseUrl);
  if (!repository) return noHints;
  const ref = findText(resource, 'sourceBranch');
  const number = /^refs\/pull\/([1-9]\d{0,14})\/merge$/.exec(ref ?? '')?.[1];
  if (number !== undefined) {
    const url = toPullRequestUrl({ repository, number: Number(number) }, webBaseUrl);
    const sha = findText(findFields(resource, 'triggerInfo'), 'pr.sourceSha');
    const sequence = findInteger(resource, 'id');
    const state = results.get(findText(resource, 'result') ?? '');
    if (sha !== undefined && isCommitSha(sha) && sequence !== undefined && state !== undefined) {
      const reported = { kind: 'run_ended', sequence, state } as const;
      const heads = [{ url, head: null }];
      return { repository, hints: [{ kind: 'check', repository, sha, reported, heads }] };
    }
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
): IdentifiedRepository | undefined {
  const organization = findOrganization(payload, fields, webBaseUrl);
  const project = findText(findFields(fields, 'project'), 'name');
  const name = findText(fields, 'name');
  if (organization === undefined || project === undefined || name === undefined) return undefined;
  const reference = parseRepositoryReference(organization, project, name);
  return reference && { ...reference, id: parseId(findText(fields, 'id')) };
}

/**
 * The organization of a delivery. Only URLs name it, and only URLs of this forge are trusted:
 * another server may have an organization of the same name.
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
  const urls = [findText(collection, 'baseUrl'), findText(repository, 'url')];
  for (const url of urls) {
    const organization = parseOrganizationUrl(url ?? '', webBaseUrl);
    if (organization !== undefined) return organization;
  }
  return undefined;
}

/** The organization in a URL of this forge. */
function parseOrganizationUrl(text: string, webBaseUrl: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const hostOrganization = isServices(webBaseUrl) ? findHostOrganization(url.hostname) : undefined;
  const baseOrganization = findBaseOrganization(webBaseUrl);
  if (hostOrganization !== undefined) {
    const isOwn =
      baseOrganization === undefined || baseOrganization.toLowerCase() === hostOrganization;
    return isOwn && url.protocol === 'https:' ? hostOrganization : undefined;
  }
  const base = new URL(webBaseUrl);
  const prefix = `${base.origin}${trimTrailing(base.pathname, '/')}`.toLowerCase();
  if (!`${url.origin}${url.pathname}/`.toLowerCase().startsWith(`${prefix}/`)) return undefined;
  if (baseOrganization !== undefined) return baseOrganization;
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
