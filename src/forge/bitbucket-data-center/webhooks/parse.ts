import type { PullRequestFacts, WebhookHint } from '../../../domain/delivery.ts';
import type { WebhookDelivery, WebhookMessage } from '../../forge.ts';
import {
  type Fields,
  findFields,
  findText,
  parseJson,
  parseList,
  toFields,
} from '../../parsing/json-fields.ts';
import { toIdentified } from '../../parsing/repository-identity.ts';
import { toPlainText } from '../../parsing/text.ts';
import { toBranchHint } from '../../webhooks.ts';
import {
  type PullRequestAnswer,
  parseBranch,
  parsePullRequest,
  parseRepository,
  toInstant,
} from '../answers.ts';
import { toReference } from '../pull-requests.ts';
import { toPullRequestUrl } from '../urls.ts';

/** Undefined for a body that Bitbucket does not send. */
export function parseMessage(
  { headers, body }: WebhookDelivery,
  webBaseUrl: string,
): WebhookMessage | undefined {
  const event = headers['x-event-key'];
  const fields = toFields(parseJson(body));
  if (!fields || event === undefined) return undefined;
  if (event.startsWith('pr:')) return parsePullRequestMessage(event, fields, webBaseUrl);
  if (event === 'repo:refs_changed' || event === 'mirror:repo_synchronized') {
    return parsePush(fields);
  }
  const repository = findFields(fields, 'repository');
  const named = repository && parseRepository(repository);
  return { repository: named ? toIdentified(named) : null, hints: [] };
}

function parsePush(fields: Fields): WebhookMessage | undefined {
  const named = parseRepository(findFields(fields, 'repository'));
  // A mirror that was far behind sends no changes.
  const changes = parseList(fields.changes ?? [], toFields);
  if (!named || !changes) return undefined;
  const repository = toIdentified(named);
  const hints = new Map<string, WebhookHint>();
  for (const change of changes) {
    const ref = findFields(change, 'ref') ?? { id: change.refId };
    const branch = ref.type === 'TAG' ? undefined : parseBranch(ref);
    if (branch) hints.set(branch, toBranchHint(branch, repository, findText(change, 'toHash')));
  }
  return { repository, hints: [...hints.values()] };
}

function parsePullRequestMessage(
  event: string,
  fields: Fields,
  webBaseUrl: string,
): WebhookMessage | undefined {
  const answer = parsePullRequest(fields.pullRequest);
  if (!answer) return undefined;
  const { head } = answer;
  const url = toPullRequestUrl(toReference(answer), webBaseUrl);
  const isDeleted = event === 'pr:deleted';
  const isComplete = answer.changedAt !== null && isContained(event, fields, answer);
  const hint: WebhookHint = {
    kind: 'pull_request',
    url,
    head: head.repository && { repository: toIdentified(head.repository), branch: head.branch },
    facts: isDeleted ? null : toFacts(answer, url),
    ...(isComplete && { isComplete }),
  };
  return { repository: toIdentified(answer.base.repository), hints: [hint] };
}

/** Whether nothing has changed but what the delivery contains: the end, or a text and not the target or a draft. */
function isContained(event: string, fields: Fields, { base, draft }: PullRequestAnswer): boolean {
  if (event === 'pr:merged' || event === 'pr:declined') return true;
  if (event !== 'pr:modified' || draft) return false;
  const pullRequest = findFields(fields, 'pullRequest');
  const hasChanged = (name: string, before: string) =>
    (findText(pullRequest, name) ?? '') !== (findText(fields, before) ?? '');
  const isText =
    hasChanged('title', 'previousTitle') || hasChanged('description', 'previousDescription');
  return isText && parseBranch(findFields(fields, 'previousTarget')) === base.branch;
}

function toFacts(answer: PullRequestAnswer, url: string): PullRequestFacts {
  return {
    url,
    number: answer.number,
    state: answer.state,
    title: toPlainText(answer.title, 1000),
    draft: answer.draft,
    changedAt: toInstant(answer.changedAt),
    baseBranch: answer.base.branch,
    headSha: answer.head.sha,
    authorLogin: answer.authorLogin,
    authorAvatarUrl: answer.authorAvatarUrl,
  };
}
