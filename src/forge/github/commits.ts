import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import { listPages } from '../client/list-all.ts';
import { buildListedCommit, mostCommitPages, toCommitsOutcome } from '../commits.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findFields, findText, findWebUrl, parseList, toFields } from '../parsing/json-fields.ts';
import type { CommitsOutcome, ListedCommit } from '../pull-request-text.ts';
import { isPageCovered, pageSize } from './api.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { toCommitUrl } from './urls.ts';

const reading: Reading<ListedCommit[]> = {
  shape: 'commits/1',
  parse: (body) => parseList(body, parseCommit),
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
  return toCommitsOutcome(withLimit(listed), 'oldest_first', (sha) =>
    toCommitUrl(reference.repository, sha, webBaseUrl),
  );
}

/** GitHub ends the list after this many commits and does not say that there are more. */
const mostListed = 250;

function withLimit(listed: Awaited<ReturnType<typeof listPages<ListedCommit>>>): typeof listed {
  if (listed.kind === 'unread') return listed;
  return { ...listed, isComplete: listed.isComplete && listed.value.length < mostListed };
}

export function parseCommit(body: unknown): ListedCommit | undefined {
  const fields = toFields(body);
  const commit = findFields(fields, 'commit');
  const user = findFields(fields, 'author');
  const written = findFields(commit, 'author');
  return buildListedCommit(findText(fields, 'sha'), {
    message: findText(commit, 'message') ?? '',
    author: findText(user, 'login') ?? findText(written, 'name') ?? null,
    avatarUrl: findWebUrl(user, 'avatar_url'),
    authoredAt: findText(written, 'date') ?? null,
  });
}
