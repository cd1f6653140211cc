import { listPages } from '../client/list-all.ts';
import { buildListedCommit, mostCommitPages, toCommitsOutcome } from '../commits.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findFields, findText, findWebUrl, toFields } from '../parsing/json-fields.ts';
import type { CommitsOutcome, ListedCommit } from '../pull-request-text.ts';
import { type AzureDevOpsApi, findNextByToken, pageSize, toListReading } from './api.ts';
import { toOwnerParts } from './names.ts';
import { toPullRequestPath, toSubject } from './pull-requests.ts';
import { toCommitUrl } from './urls.ts';

const reading = toListReading('pull-request-commits/1', parseCommit, findNextByToken);

export async function fetchPullRequestCommits(
  reference: PullRequestReference,
  { api, webBaseUrl }: { api: AzureDevOpsApi; webBaseUrl: string },
  access: Access,
): Promise<CommitsOutcome> {
  const { organization } = toOwnerParts(reference.repository);
  const path = `${toPullRequestPath(reference)}/commits`;
  const url = api.toUrl(organization, path, { $top: `${pageSize}` });
  const subject = `the commits of ${toSubject(reference)}`;
  const listed = await listPages(api, { url, subject, reading }, mostCommitPages, access);
  return toCommitsOutcome(listed, 'newest_first', (sha) =>
    toCommitUrl(reference.repository, sha, webBaseUrl),
  );
}

/** Azure does not report the accounts of authors. */
export function parseCommit(body: unknown): ListedCommit | undefined {
  const fields = toFields(body);
  const author = findFields(fields, 'author');
  return buildListedCommit(findText(fields, 'commitId'), {
    message: findText(fields, 'comment') ?? '',
    author: findText(author, 'name') ?? null,
    avatarUrl: findWebUrl(author, 'imageUrl'),
    authoredAt: findText(author, 'date') ?? null,
  });
}
