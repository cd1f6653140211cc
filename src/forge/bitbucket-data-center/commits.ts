import type { ForgeApi } from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import { buildListedCommit, mostCommitPages, toCommitsOutcome } from '../commits.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findFields, findText, findWebUrl, toFields } from '../parsing/json-fields.ts';
import type { CommitsOutcome, ListedCommit } from '../pull-request-text.ts';
import { findMilliseconds, toInstant } from './answers.ts';
import { pageSize, toListReading } from './api.ts';
import { avatarQuery, toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { toCommitUrl } from './urls.ts';

// Never stored: no page of this list is covered by a validator.
const reading = toListReading('commits/1', parseCommit);

export async function fetchPullRequestCommits(
  reference: PullRequestReference,
  { api, webBaseUrl }: { api: ForgeApi; webBaseUrl: string },
  access: Access,
): Promise<CommitsOutcome> {
  const url = `${toPullRequestApiUrl(reference, api)}/commits?limit=${pageSize}&${avatarQuery}`;
  const subject = `the commits of ${toSubject(reference)}`;
  const listed = await listPages(api, { url, subject, reading }, mostCommitPages, access);
  return toCommitsOutcome(listed, 'newest_first', (sha) =>
    toCommitUrl(reference.repository, sha, webBaseUrl),
  );
}

/** For an author without an account Bitbucket reports the name in the commit. */
export function parseCommit(body: unknown): ListedCommit | undefined {
  const fields = toFields(body);
  const author = findFields(fields, 'author');
  const authoredAt = toInstant(findMilliseconds(fields, 'authorTimestamp'));
  return buildListedCommit(findText(fields, 'id'), {
    message: findText(fields, 'message') ?? '',
    author: findText(author, 'name') ?? null,
    avatarUrl: findWebUrl(author, 'avatarUrl'),
    authoredAt: authoredAt?.toISOString() ?? null,
  });
}
