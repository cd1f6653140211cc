import type { ForgeApi } from '../client/forge-api.ts';
import { buildListedCommit, mostCommitPages, toCommitsOutcome } from '../commits.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findFields, findText, toFields } from '../parsing/json-fields.ts';
import type { CommitsOutcome, ListedCommit } from '../pull-request-text.ts';
import { toAccount } from './answers.ts';
import { readPages, toListReading } from './api.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { toCommitUrl } from './urls.ts';

const pageSize = 100;
const limits = { mostPages: mostCommitPages };
const reading = {
  ...toListReading('bitbucket-commits/1', parseCommit),
  // A full last page does not change when another page is added after it.
  isCovered: (_: unknown, nextUrl: string | undefined) => nextUrl !== undefined,
};

export async function fetchPullRequestCommits(
  reference: PullRequestReference,
  { api, webBaseUrl }: { api: ForgeApi; webBaseUrl: string },
  access: Access,
): Promise<CommitsOutcome> {
  const url = `${toPullRequestApiUrl(reference, api)}/commits?pagelen=${pageSize}`;
  const subject = `the commits of ${toSubject(reference)}`;
  const listed = await readPages(api, { url, subject, reading }, limits, access);
  return toCommitsOutcome(listed, 'newest_first', (sha) =>
    toCommitUrl(reference.repository, sha, webBaseUrl),
  );
}

export function parseCommit(body: unknown): ListedCommit | undefined {
  const fields = toFields(body);
  const author = findFields(fields, 'author');
  const account = toAccount(findFields(author, 'user'));
  return buildListedCommit(findText(fields, 'hash'), {
    message: findText(fields, 'message') ?? '',
    author: account.name ?? toName(findText(author, 'raw') ?? ''),
    avatarUrl: account.avatarUrl,
    authoredAt: findText(fields, 'date') ?? null,
  });
}

/** `Ada Lovelace` of `Ada Lovelace <ada@example.com>`. */
function toName(raw: string): string {
  const mail = raw.indexOf('<');
  return (mail > 0 ? raw.slice(0, mail) : raw).trim();
}
