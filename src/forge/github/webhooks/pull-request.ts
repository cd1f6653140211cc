import type { PullRequestFacts, WebhookHint } from '../../../domain/delivery.ts';
import type {
  IdentifiedRepository,
  RepositoryReference,
} from '../../../domain/repository-reference.ts';
import type { PullRequestReference } from '../../forge.ts';
import {
  type Fields,
  findCount,
  findFields,
  findInstant,
  findText,
  findWebUrl,
  toFields,
} from '../../parsing/json-fields.ts';
import { toPlainText } from '../../parsing/text.ts';
import { parsePullRequest } from '../answers.ts';
import { parseFullName, parsePullRequestUrl, toPullRequestUrl } from '../urls.ts';

/** The base URLs of this forge; URLs of other hosts are ignored. */
export interface WebhookDeps {
  webBaseUrl: string;
  apiBaseUrl: string;
}

/** The repository that a delivery is about. */
export function parseHookRepository(payload: Fields): IdentifiedRepository | undefined {
  const repository = findFields(payload, 'repository');
  const owner = findText(findFields(repository, 'owner'), 'login') ?? '';
  const name = `${owner}/${findText(repository, 'name') ?? ''}`;
  return parseIdentified(repository, findText(repository, 'full_name') ?? name);
}

/** The repository with its id, which survives renames. */
export function parseIdentified(
  fields: Fields | undefined,
  fullName = findText(fields, 'full_name') ?? '',
): IdentifiedRepository | undefined {
  const named = parseFullName(fullName);
  const id = findCount(fields, 'id');
  return named && { ...named, id: id === undefined ? null : `${id}` };
}

/** The hint for a pull request in the form of the REST API. */
export function toPullRequestHint(
  fields: Fields | undefined,
  { webBaseUrl }: WebhookDeps,
): WebhookHint[] {
  const reference = parsePullRequestUrl(findText(fields, 'html_url') ?? '', webBaseUrl);
  if (!fields || !reference) return [];
  const url = toPullRequestUrl(reference, webBaseUrl);
  const head = findHead(findFields(fields, 'head'));
  return [{ kind: 'pull_request', url, head, facts: findFacts(fields, url, reference) }];
}

/** Actions after which nothing has changed but what the pull request in the delivery contains. */
const completeActions = new Set([
  'assigned',
  'auto_merge_disabled',
  'auto_merge_enabled',
  'closed',
  'demilestoned',
  'labeled',
  'locked',
  'milestoned',
  'unassigned',
  'unlabeled',
  'unlocked',
]);

/** Actions after which a row that shows the facts lacks nothing that somebody waits for. */
const detailActions = new Set(['review_request_removed', 'review_requested', 'synchronize']);

/** The hint for the event `pull_request`. */
export function toPullRequestEventHint(payload: Fields, deps: WebhookDeps): WebhookHint[] {
  const action = findText(payload, 'action') ?? '';
  const isText = action === 'edited' && !findFields(findFields(payload, 'changes'), 'base');
  const isContained = isText || completeActions.has(action);
  return toPullRequestHint(findFields(payload, 'pull_request'), deps).map((hint) => {
    if (hint.kind !== 'pull_request' || hint.facts === null) return hint;
    const { labels, autoMerge, changedAt } = hint.facts;
    const isComplete = isContained && labels !== null && autoMerge !== null && changedAt !== null;
    if (isComplete) return { ...hint, isComplete };
    return detailActions.has(action) ? { ...hint, lacksDetailsOnly: true } : hint;
  });
}

/** The hint for a pull request of which only the number is known. */
export function toNumberHint(
  reference: PullRequestReference,
  { webBaseUrl }: WebhookDeps,
): WebhookHint {
  const url = toPullRequestUrl(reference, webBaseUrl);
  return { kind: 'pull_request', url, head: null, facts: null };
}

/**
 * The pull requests that a check lists by their API URLs; none for pull requests from forks. With `headSha`, only
 * those with this head.
 */
export function listNamedPullRequests(
  subject: Fields | undefined,
  { apiBaseUrl, webBaseUrl }: WebhookDeps,
  headSha?: string,
): WebhookHint[] {
  const named: unknown = subject?.pull_requests;
  return (Array.isArray(named) ? named : []).map(toFields).flatMap((fields): WebhookHint[] => {
    const number = findCount(fields, 'number') ?? 0;
    const suffix = `/pulls/${number}`;
    const repository = parseApiUrl(findText(fields, 'url') ?? '', suffix, apiBaseUrl);
    if (!repository || number === 0) return [];
    const url = toPullRequestUrl({ repository, number }, webBaseUrl);
    const head = findFields(fields, 'head');
    if (headSha !== undefined && findText(head, 'sha') !== headSha) return [];
    const branch = findText(head, 'ref');
    const from = parseApiUrl(findText(findFields(head, 'repo'), 'url') ?? '', '', apiBaseUrl);
    const named = branch && from ? { repository: from, branch } : null;
    return [{ kind: 'pull_request', url, head: named, facts: null }];
  });
}

function findHead(
  head: Fields | undefined,
): Extract<WebhookHint, { kind: 'pull_request' }>['head'] {
  const repository = parseIdentified(findFields(head, 'repo'));
  const branch = findText(head, 'ref');
  return repository && branch ? { repository, branch } : null;
}

function findFacts(
  fields: Fields,
  url: string,
  { number }: PullRequestReference,
): PullRequestFacts | null {
  const pullRequest = parsePullRequest(fields);
  if (!pullRequest || pullRequest.number !== number) return null;
  const { state, title, draft, baseBranch, authorLogin, head } = pullRequest;
  return {
    url,
    number,
    state,
    title: toPlainText(title, 1000),
    draft,
    changedAt: findInstant(fields, 'updated_at'),
    baseBranch,
    headSha: head.sha,
    authorLogin,
    authorAvatarUrl: findWebUrl(findFields(fields, 'user'), 'avatar_url'),
    labels: pullRequest.labels,
    requestedReviewers: pullRequest.requestedReviewers,
    autoMerge: pullRequest.autoMerge,
  };
}

/** The repository of `{api}/repos/{owner}/{name}{suffix}`. */
function parseApiUrl(
  text: string,
  suffix: string,
  apiBaseUrl: string,
): RepositoryReference | undefined {
  const prefix = `${apiBaseUrl}/repos/`;
  if (!text.startsWith(prefix) || !text.endsWith(suffix)) return undefined;
  return parseFullName(text.slice(prefix.length, text.length - suffix.length));
}
