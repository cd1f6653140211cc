import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { PullRequestFacts, WebhookHint } from '../../domain/webhook-hint.ts';
import {
  type Fields,
  findCount,
  findFields,
  findInstant,
  findText,
  findWebUrl,
} from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { parseState } from './answers.ts';
import { parseFullName } from './repository-name.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

type Head = { repository: RepositoryReference; branch: string } | null;

/** What a delivery tells of the merge request that it is about. */
export function toPullRequestHint(
  attributes: Fields | undefined,
  delivery: Fields,
  webBaseUrl: string,
): WebhookHint[] {
  const number = findCount(attributes, 'iid');
  const target = parsePath(findFields(attributes, 'target') ?? findFields(delivery, 'project'));
  if (number === undefined || number === 0 || !target) return [];
  const url = toPullRequestUrl({ repository: target, number }, webBaseUrl);
  const source = parsePath(findFields(attributes, 'source'));
  const branch = findText(attributes, 'source_branch');
  const head: Head = source && branch !== undefined ? { repository: source, branch } : null;
  const facts = toFacts(url, number, attributes, findFields(delivery, 'user'));
  return [{ kind: 'pull_request', url, head, facts }];
}

/** The merge request that a pipeline runs for, of which it tells the address only. */
export function toLinkedHint(linked: Fields | undefined, webBaseUrl: string): WebhookHint[] {
  const reference = parsePullRequestUrl(findText(linked, 'url') ?? '', webBaseUrl);
  if (!reference) return [];
  const url = toPullRequestUrl(reference, webBaseUrl);
  return [{ kind: 'pull_request', url, head: null, facts: null }];
}

function toFacts(
  url: string,
  number: number,
  attributes: Fields | undefined,
  actor: Fields | undefined,
): PullRequestFacts | null {
  const word = findText(attributes, 'state');
  const state = parseState(word);
  const title = findText(attributes, 'title');
  const baseBranch = findText(attributes, 'target_branch');
  // Locked is on the way to merged: shown as closed it would flap.
  if (!state || word === 'locked' || title === undefined || baseBranch === undefined) return null;
  const authorId = findCount(attributes, 'author_id');
  const isByAuthor = authorId !== undefined && findCount(actor, 'id') === authorId;
  return {
    url,
    number,
    state,
    title: toPlainText(title, 1000),
    draft: attributes?.draft === true || attributes?.work_in_progress === true,
    changedAt: findInstant(attributes, 'updated_at'),
    baseBranch,
    headSha: findText(findFields(attributes, 'last_commit'), 'id') ?? null,
    authorLogin: (isByAuthor && findText(actor, 'username')) || null,
    authorAvatarUrl: isByAuthor ? findWebUrl(actor, 'avatar_url') : null,
  };
}

function parsePath(project: Fields | undefined): RepositoryReference | undefined {
  return parseFullName(findText(project, 'path_with_namespace') ?? '');
}
