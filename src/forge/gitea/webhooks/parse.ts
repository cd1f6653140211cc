import type { PullRequestFacts, WebhookHint } from '../../../domain/delivery.ts';
import type { IdentifiedRepository } from '../../../domain/repository-reference.ts';
import type { WebhookDelivery, WebhookMessage } from '../../forge.ts';
import {
  type Fields,
  findFields,
  findText,
  parseInstant,
  parseJson,
  toFields,
} from '../../parsing/json-fields.ts';
import { toIdentified } from '../../parsing/repository-identity.ts';
import { toBranchHints, toRunHints } from '../../webhooks.ts';
import { type PullRequestAnswer, parseNamedRepository, parsePullRequest } from '../answers.ts';
import { parseDeliveredStatus } from '../checks.ts';
import { toPageUrl } from '../pull-requests.ts';

/** Forgejo sends its own headers besides those of Gitea; very old forks send only those of Gogs. */
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

/** Undefined if Gitea never sends such a delivery. */
export function parseMessage(
  { headers, body }: WebhookDelivery,
  webBaseUrl: string,
): WebhookMessage | undefined {
  const event = findHeader(headers, 'event');
  const fields = toFields(parseJson(body));
  if (!event || !fields) return undefined;
  const named = parseNamedRepository(findFields(fields, 'repository'));
  if (!named) return { repository: null, hints: [] };
  const repository = toIdentified(named);
  return { repository, hints: toHints(event, fields, repository, webBaseUrl) };
}

function toHints(
  event: string,
  fields: Fields,
  repository: IdentifiedRepository,
  webBaseUrl: string,
): WebhookHint[] {
  switch (event) {
    case 'push':
      return toBranchHints(findText(fields, 'ref'), repository);
    // Deliveries about a review contain the whole pull request, too.
    case 'pull_request':
    case 'pull_request_approved':
    case 'pull_request_rejected':
    case 'pull_request_comment':
      return toPullRequestHints(findFields(fields, 'pull_request'), repository, webBaseUrl);
    case 'status': {
      const sha = findText(fields, 'sha') || findText(findFields(fields, 'commit'), 'id');
      const run = parseDeliveredStatus(fields);
      return toRunHints(sha, run ? [run] : [], repository);
    }
    default:
      return [];
  }
}

function toPullRequestHints(
  body: Fields | undefined,
  repository: IdentifiedRepository,
  webBaseUrl: string,
): WebhookHint[] {
  const answer = parsePullRequest(body);
  if (!answer) return [];
  const url = toPageUrl(answer, { repository, number: answer.number }, webBaseUrl);
  return [{ kind: 'pull_request', url, head: toHead(answer), facts: toFacts(answer, url) }];
}

function toHead({ head: { repository, branch } }: PullRequestAnswer) {
  if (repository === null || branch === '') return null;
  return { repository: toIdentified(repository), branch };
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
