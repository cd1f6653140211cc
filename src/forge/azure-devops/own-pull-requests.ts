import type { OwnPullRequest, OwnPullRequestQuery } from '../../domain/own-pull-request.ts';
import type { MaybeRead } from '../client/forge-api.ts';
import type { Access, OwnOutcome } from '../forge.ts';
import type { RememberedReads } from '../lookup/remember-reads.ts';
import { findFields, findText, toFields } from '../parsing/json-fields.ts';
import { toIdentified } from '../parsing/repository-identity.ts';
import { type PullRequestAnswer, parseId, parsePullRequest } from './answers.ts';
import { type AzureDevOpsApi, pageSize, toListReading } from './api.ts';
import { toPageUrl } from './pull-requests.ts';

interface Source {
  api: AzureDevOpsApi;
  webBaseUrl: string;
  organization: string;
  /** The id of each token's owner. */
  identities: RememberedReads<string>;
}

/**
 * The active pull requests of the token's owner in all projects of the organization, and those of chosen
 * bots that they review: Azure has no assignees.
 */
export async function listOwnPullRequests(
  { botAuthors }: OwnPullRequestQuery,
  { api, webBaseUrl, organization, identities }: Source,
  access: Access,
): Promise<OwnOutcome> {
  const identity = await identities.find(organization, access, () =>
    readIdentity(organization, api, access),
  );
  if (identity.kind === 'unread') return identity.outcome;
  const own = identity.value;
  const list = (role: 'creatorId' | 'reviewerId') => listOf(role, own, organization, api, access);
  const created = await list('creatorId');
  if (created.kind === 'unread') return created.outcome;
  const reviewed = botAuthors.length > 0 ? await list('reviewerId') : undefined;
  if (reviewed?.kind === 'unread') return reviewed.outcome;
  const ofBots = (reviewed?.value ?? []).filter(({ authorLogin }) =>
    botAuthors.includes((authorLogin ?? '').toLowerCase()),
  );
  // A server that ignores a criterion lists everything.
  const found = [
    ...created.value.filter(({ authorId }) => parseId(authorId ?? '') === own),
    ...ofBots,
  ];
  return {
    kind: 'own',
    pullRequests: found
      .filter(({ state }) => state === 'open')
      .flatMap((one) => toOwn(one, webBaseUrl)),
  };
}

function readIdentity(
  organization: string,
  api: AzureDevOpsApi,
  access: Access,
): Promise<MaybeRead<string>> {
  const url = api.toPreviewUrl(organization, '_apis/connectionData');
  return api.read({ url, subject: "the token's owner", reading: identityReading }, access);
}

const identityReading = {
  shape: 'connection-identity/1',
  parse: (body: unknown) =>
    parseId(findText(findFields(toFields(body), 'authenticatedUser'), 'id')) ?? undefined,
};

function listOf(
  role: 'creatorId' | 'reviewerId',
  id: string,
  organization: string,
  api: AzureDevOpsApi,
  access: Access,
): Promise<MaybeRead<PullRequestAnswer[]>> {
  const url = api.toUrl(organization, '_apis/git/pullrequests', {
    [`searchCriteria.${role}`]: id,
    'searchCriteria.status': 'active',
    $top: String(pageSize),
  });
  const parse = (entry: unknown) => parsePullRequest(entry, organization);
  const reading = toListReading('own-pull-requests/1', parse);
  return api.read({ url, subject: 'your open pull requests', reading }, access);
}

function toOwn(answer: PullRequestAnswer, webBaseUrl: string): OwnPullRequest[] {
  const { head, title } = answer;
  if (!head.repository) return [];
  const repository = toIdentified(head.repository);
  return [{ url: toPageUrl(answer, webBaseUrl), title, head: { repository, branch: head.branch } }];
}
