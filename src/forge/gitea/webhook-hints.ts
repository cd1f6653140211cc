import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { PullRequestFacts, WebhookHint } from '../../domain/webhook-hint.ts';
import type { WebhookDelivery, WebhookMessage } from '../forge.ts';
import {
  type Fields,
  findFields,
  findText,
  parseInstant,
  parseJson,
  toFields,
} from '../parsing/json-fields.ts';
import { toBranchHints, toCommitHints } from '../webhooks.ts';
import { type PullRequestAnswer, parseNamedRepository, parsePullRequest } from './answers.ts';
import { toPageUrl } from './pull-requests.ts';
import { findHeader } from './webhook-headers.ts';

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
