import type { ForgeApi } from '../client/forge-api.ts';
import { readDescription } from '../description.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findFields, findInstant, findText, findWebUrl, toFields } from '../parsing/json-fields.ts';
import type { DescriptionOutcome, ListedDescription } from '../pull-request-text.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

export function fetchPullRequestDescription(
  reference: PullRequestReference,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<DescriptionOutcome> {
  const url = toPullRequestApiUrl(reference, api);
  const subject = `the ${toSubject(reference)}`;
  return readDescription(api, { url, subject }, parseDescription, access);
}

/** An empty text is null. */
export function parseDescription(body: unknown): ListedDescription | undefined {
  const fields = toFields(body);
  const title = findText(fields, 'title');
  if (title === undefined) return undefined;
  const user = findFields(fields, 'user');
  return {
    title,
    body: findText(fields, 'body') ?? '',
    author: findText(user, 'login') ?? null,
    avatarUrl: findWebUrl(user, 'avatar_url'),
    createdAt: findInstant(fields, 'created_at'),
    updatedAt: findInstant(fields, 'updated_at'),
  };
}
