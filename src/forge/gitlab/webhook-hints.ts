import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { WebhookHint } from '../../domain/webhook-hint.ts';
import type { WebhookDelivery, WebhookMessage } from '../forge.ts';
import { type Fields, findFields, findText, parseJson, toFields } from '../parsing/json-fields.ts';
import { toBranchHints, toCommitHints } from '../webhooks.ts';
import { parseFullName } from './repository-name.ts';
import { toLinkedHint, toPullRequestHint } from './webhook-pull-request.ts';

/** Undefined when it is nothing that GitLab sends. */
export function parseMessage(
  { body }: WebhookDelivery,
  webBaseUrl: string,
): WebhookMessage | undefined {
  const fields = toFields(parseJson(body));
  const kind = findText(fields, 'object_kind') ?? findText(fields, 'event_name');
  if (!fields || kind === undefined) return undefined;
  const repository = parseProject(findFields(fields, 'project')) ?? null;
  return { repository, hints: toHints(kind, fields, repository, webBaseUrl) };
}

function parseProject(project: Fields | undefined): RepositoryReference | undefined {
  return parseFullName(findText(project, 'path_with_namespace') ?? '');
}

function toHints(
  kind: string,
  fields: Fields,
  repository: RepositoryReference | null,
  webBaseUrl: string,
): WebhookHint[] {
  switch (kind) {
    case 'merge_request':
      return toPullRequestHint(findFields(fields, 'object_attributes'), fields, webBaseUrl);
    case 'note':
      return toPullRequestHint(findFields(fields, 'merge_request'), fields, webBaseUrl);
    case 'push':
      return repository ? toBranchHints(findText(fields, 'ref'), repository) : [];
    case 'pipeline': {
      const attributes = findFields(fields, 'object_attributes');
      const linked = findFields(fields, 'merge_request');
      return [...toLinkedHint(linked, webBaseUrl), ...listCommitHints(attributes, repository)];
    }
    case 'build':
      return listCommitHints(fields, repository);
    default:
      return [];
  }
}

function listCommitHints(
  fields: Fields | undefined,
  repository: RepositoryReference | null,
): WebhookHint[] {
  return repository ? toCommitHints(findText(fields, 'sha'), repository) : [];
}
