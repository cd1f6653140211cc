import type { OwnPullRequest, OwnPullRequestQuery } from '../../domain/own-pull-request.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import type { Access, OwnOutcome } from '../forge.ts';
import { toIdentified } from '../parsing/repository-identity.ts';
import { type PullRequestAnswer, parsePullRequest } from './answers.ts';
import { pageSize, toListReading } from './api.ts';
import { toReference } from './pull-requests.ts';
import { toPullRequestUrl } from './urls.ts';

const reading = toListReading('own-pull-requests/1', parsePullRequest);

/**
 * The open pull requests of the token's owner, and those of chosen bots that they review: Bitbucket has no
 * assignees.
 */
export async function listOwnPullRequests(
  { botAuthors }: OwnPullRequestQuery,
  { api, webBaseUrl }: { api: ForgeApi; webBaseUrl: string },
  access: Access,
): Promise<OwnOutcome> {
  const found: PullRequestAnswer[] = [];
  for (const role of botAuthors.length > 0 ? ['AUTHOR', 'REVIEWER'] : ['AUTHOR']) {
    const query = `role=${role}&state=OPEN&order=NEWEST&limit=${pageSize}`;
    const url = `${api.baseUrl}/dashboard/pull-requests?${query}`;
    const answer = await api.read({ url, subject: 'your open pull requests', reading }, access);
    if (answer.kind === 'unread') return answer.outcome;
    const isOwn = ({ authorLogin }: PullRequestAnswer) =>
      role === 'AUTHOR' || botAuthors.includes((authorLogin ?? '').toLowerCase());
    found.push(...answer.value.filter((one) => one.state === 'open' && isOwn(one)));
  }
  return { kind: 'own', pullRequests: found.flatMap((one) => toOwn(one, webBaseUrl)) };
}

function toOwn(answer: PullRequestAnswer, webBaseUrl: string): OwnPullRequest[] {
  const { head, title } = answer;
  if (!head.repository) return [];
  const url = toPullRequestUrl(toReference(answer), webBaseUrl);
  const repository = toIdentified(head.repository);
  return [{ url, title, head: { repository, branch: head.branch } }];
}
