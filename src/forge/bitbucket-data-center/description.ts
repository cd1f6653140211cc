import type { ForgeApi } from '../client/forge-api.ts';
import { readDescription } from '../description.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findFields, findText, findWebUrl, toFields } from '../parsing/json-fields.ts';
import type { DescriptionOutcome, ListedDescription } from '../pull-request-text.ts';
import { findMilliseconds, toInstant } from './answers.ts';
import { avatarQuery, toPullRequestApiUrl, toSubject } from './pull-requests.ts';

export function fetchPullRequestDescription(
  reference: PullRequestReference,
  { api }: { api: ForgeApi },
  access: Access,
): Promise<DescriptionOutcome> {
  const url = `${toPullRequestApiUrl(reference, api)}?${avatarQuery}`;
  const subject = `the ${toSubject(reference)}`;
  return readDescription(api, { url, subject }, parseDescription, access);
}

/** An empty text is left out. */
export function parseDescription(body: unknown): ListedDescription | undefined {
  const fields = toFields(body);
  const title = findText(fields, 'title');
  if (title === undefined) return undefined;
  const user = findFields(findFields(fields, 'author'), 'user');
  return {
    title,
    body: findText(fields, 'description') ?? '',
    author: findText(user, 'name') ?? null,
    avatarUrl: findWebUrl(user, 'avatarUrl'),
    createdAt: toInstant(findMilliseconds(fields, 'createdDate')),
    updatedAt: toInstant(findMilliseconds(fields, 'updatedDate')),
  };
}
