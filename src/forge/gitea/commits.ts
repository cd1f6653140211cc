import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import { buildListedCommit, mostCommitPages, toCommitsOutcome } from '../commits.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findFields, findText, findWebUrl, parseList, toFields } from '../parsing/json-fields.ts';
import type { CommitsOutcome, ListedCommit } from '../pull-request-text.ts';
import { findNextPage, pageSize } from './api.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { toCommitUrl } from './urls.ts';

const reading: Reading<ListedCommit[]> = {
  shape: 'commits/1',
  parse: (body) => parseList(body, parseCommit),
  findNextUrl: findNextPage,
  // A full last page does not change when another page is added after it.
  isCovered: (_, nextUrl) => nextUrl !== undefined,
};

export async function fetchPullRequestCommits(
  reference: PullRequestReference,
  { api, webBaseUrl }: { api: ForgeApi; webBaseUrl: string },
  access: Access,
): Promise<CommitsOutcome> {
  // Without these two Gitea also lists the files of each commit and checks its signature.
  const query = `limit=${pageSize}&files=false&verification=false`;
  const url = `${toPullRequestApiUrl(reference, api)}/commits?${query}`;
  const subject = `the commits of ${toSubject(reference)}`;
  const listed = await listPages(api, { url, subject, reading }, mostCommitPages, access);
  return toCommitsOutcome(listed, 'newest_first', (sha) =>
    toCommitUrl(reference.repository, sha, webBaseUrl),
  );
}

export function parseCommit(body: unknown): ListedCommit | undefined {
  const fields = toFields(body);
  const commit = findFields(fields, 'commit');
  const user = findFields(fields, 'author');
  const written = findFields(commit, 'author');
  return buildListedCommit(findText(fields, 'sha'), {
    message: findText(commit, 'message') ?? '',
    author: findText(user, 'login') || findText(written, 'name') || null,
    avatarUrl: findWebUrl(user, 'avatar_url'),
    authoredAt: findText(written, 'date') ?? null,
  });
}
