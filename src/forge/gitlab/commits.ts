import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import { buildListedCommit, mostCommitPages, toCommitsOutcome } from '../commits.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findText, parseList, toFields } from '../parsing/json-fields.ts';
import type { CommitsOutcome, ListedCommit } from '../pull-request-text.ts';
import { findNextPage, isPageCovered, pageSize } from './api.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { toCommitUrl } from './urls.ts';

const reading: Reading<ListedCommit[]> = {
  shape: 'commits/1',
  parse: (body) => parseList(body, parseCommit),
  findNextUrl: findNextPage,
  isCovered: isPageCovered,
};

export async function fetchPullRequestCommits(
  reference: PullRequestReference,
  { api, webBaseUrl }: { api: ForgeApi; webBaseUrl: string },
  access: Access,
): Promise<CommitsOutcome> {
  const url = `${toPullRequestApiUrl(reference, api)}/commits?per_page=${pageSize}`;
  const subject = `the commits of ${toSubject(reference)}`;
  const listed = await listPages(api, { url, subject, reading }, mostCommitPages, access);
  return toCommitsOutcome(listed, 'newest_first', (sha) =>
    toCommitUrl(reference.repository, sha, webBaseUrl),
  );
}

/** GitLab does not report the accounts of authors. */
export function parseCommit(body: unknown): ListedCommit | undefined {
  const fields = toFields(body);
  return buildListedCommit(findText(fields, 'id'), {
    message: findText(fields, 'message') ?? findText(fields, 'title') ?? '',
    author: findText(fields, 'author_name') ?? null,
    avatarUrl: null,
    authoredAt: findText(fields, 'authored_date') ?? null,
  });
}
