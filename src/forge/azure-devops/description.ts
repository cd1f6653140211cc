import { readDescription } from '../description.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findFields, findInstant, findText, toFields } from '../parsing/json-fields.ts';
import type { DescriptionOutcome, ListedDescription } from '../pull-request-text.ts';
import { findAccountName, findAvatarUrl } from './answers.ts';
import type { AzureDevOpsApi } from './api.ts';
import { toOwnerParts } from './names.ts';
import { toPullRequestPath, toSubject } from './pull-requests.ts';

/** Lists contain only the first 400 characters of a text. */
export function fetchPullRequestDescription(
  reference: PullRequestReference,
  { api }: { api: AzureDevOpsApi },
  access: Access,
): Promise<DescriptionOutcome> {
  const { organization } = toOwnerParts(reference.repository);
  const url = api.toUrl(organization, toPullRequestPath(reference));
  const subject = `the ${toSubject(reference)}`;
  return readDescription(api, { url, subject }, parseDescription, access);
}

/** An empty text is left out, and Azure does not report when anything changed. */
export function parseDescription(body: unknown): ListedDescription | undefined {
  const fields = toFields(body);
  const title = findText(fields, 'title');
  if (title === undefined) return undefined;
  const author = findFields(fields, 'createdBy');
  return {
    title,
    body: findText(fields, 'description') ?? '',
    author: (author && findAccountName(author)) ?? null,
    avatarUrl: findAvatarUrl(author),
    createdAt: findInstant(fields, 'creationDate'),
    updatedAt: null,
  };
}
