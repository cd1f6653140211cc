import type { OwnPullRequest, OwnPullRequestQuery } from '../../domain/own-pull-request.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import type { Access, OwnOutcome, PullRequestReference } from '../forge.ts';
import { type Fields, findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toIdentified } from '../parsing/repository-identity.ts';
import { pageSize } from './api.ts';
import { readPullRequest } from './pull-requests.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

interface Listed {
  url: string;
  author: string;
}

const reading: Reading<Listed[]> = {
  shape: 'own-pull-requests/1',
  parse: (body) => parseList(body, parseListed),
};

const concurrency = 4;

interface Source {
  api: ForgeApi;
  webBaseUrl: string;
}

/** The open pull requests of the token's owner, and those of chosen bots that are assigned to them. */
export async function listOwnPullRequests(
  { botAuthors }: OwnPullRequestQuery,
  { api, webBaseUrl }: Source,
  access: Access,
): Promise<OwnOutcome> {
  const found: PullRequestReference[] = [];
  for (const relation of botAuthors.length > 0 ? ['created', 'assigned'] : ['created']) {
    const query = `type=pulls&state=open&${relation}=true&limit=${pageSize}`;
    const url = `${api.baseUrl}/repos/issues/search?${query}`;
    const answer = await api.read({ url, subject: 'your open pull requests', reading }, access);
    if (answer.kind === 'unread') return answer.outcome;
    const own = answer.value.filter(
      ({ author }) => relation === 'created' || botAuthors.includes(author),
    );
    found.push(...own.flatMap(({ url: page }) => parsePullRequestUrl(page, webBaseUrl) ?? []));
  }
  // The search does not name the branches.
  const pullRequests = await mapConcurrently(found, concurrency, (reference) =>
    readOwn(reference, { api, webBaseUrl }, access),
  );
  return { kind: 'own', pullRequests: pullRequests.flat() };
}

async function readOwn(
  reference: PullRequestReference,
  { api, webBaseUrl }: Source,
  access: Access,
): Promise<OwnPullRequest[]> {
  const answer = await readPullRequest(reference, api, access);
  if (answer.kind === 'unread') return [];
  const { head, title } = answer.value;
  if (head.branch === '' || !head.repository) return [];
  return [
    {
      url: toPullRequestUrl(reference, webBaseUrl),
      title,
      head: { repository: toIdentified(head.repository), branch: head.branch },
    },
  ];
}

function parseListed(entry: unknown): Listed | undefined {
  const fields: Fields | undefined = toFields(entry);
  const url = findText(fields, 'html_url');
  if (url === undefined) return undefined;
  return { url, author: (findText(findFields(fields, 'user'), 'login') ?? '').toLowerCase() };
}
