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

type PullRequestHint = Extract<WebhookHint, { kind: 'pull_request' }>;

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
      return toBranchHints(findText(fields, 'ref'), repository, findText(fields, 'after'));
    // Deliveries about a review contain the whole pull request, too.
    case 'pull_request':
      return toPullRequestHints(findFields(fields, 'pull_request'), repository, webBaseUrl).map(
        (hint) => ({ ...hint, ...toContained(hint, fields) }),
      );
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
): PullRequestHint[] {
  const answer = parsePullRequest(body);
  if (!answer) return [];
  const url = toPageUrl(answer, { repository, number: answer.number }, webBaseUrl);
  return [{ kind: 'pull_request', url, head: toHead(answer), facts: toFacts(answer, url) }];
}

/** Actions after which nothing has changed but what the pull request in the delivery contains. */
const completeActions = new Set([
  'assigned',
  'closed',
  'demilestoned',
  'label_cleared',
  'label_updated',
  'milestoned',
  'unassigned',
]);

/** Actions after which a row that shows the facts lacks nothing that somebody waits for. */
const detailActions = new Set(['review_request_removed', 'review_requested', 'synchronized']);

function toContained(
  hint: PullRequestHint,
  delivery: Fields,
): Pick<PullRequestHint, 'isComplete' | 'lacksDetailsOnly'> {
  if (isContained(hint, delivery)) return { isComplete: true };
  const isDetail = hint.facts !== null && detailActions.has(findText(delivery, 'action') ?? '');
  return isDetail ? { lacksDetailsOnly: true } : {};
}

/** Whether nothing has changed but what the delivery contains. */
function isContained({ facts }: PullRequestHint, delivery: Fields): boolean {
  const action = findText(delivery, 'action') ?? '';
  if (!facts?.changedAt || !facts.labels) return false;
  return completeActions.has(action) || (action === 'edited' && isTextOnly(facts, delivery));
}

/** Gitea merges no draft, which a prefix of its title makes one, and which prefix that is, a server decides. */
function isTextOnly({ draft, title }: PullRequestFacts, delivery: Fields): boolean {
  const changes = findFields(delivery, 'changes');
  const names = Object.keys(changes ?? {}).filter((name) => name !== 'title' && name !== 'body');
  const before = findText(findFields(changes, 'title'), 'from') ?? title;
  const wasDraft =
    before !== title && (before.endsWith(title) || /^\W*(?:draft|wip)\b/i.test(before));
  return changes !== undefined && names.length === 0 && !draft && !wasDraft;
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
    labels: answer.labels,
  };
}
