import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Read, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { type PullRequestAnswer, parsePullRequest } from './answers.ts';
import { toRepositoryApiUrl } from './api.ts';

const reading: Reading<PullRequestAnswer> = { shape: 'pull-request/3', parse: parsePullRequest };

/** Bitbucket includes avatar URLs only when the query has a size. */
export const avatarQuery = 'avatarSize=64';

export function readPullRequest(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<Read<PullRequestAnswer> | Unread> {
  const url = `${toPullRequestApiUrl(reference, api)}?${avatarQuery}`;
  return api.read({ url, subject: `the ${toSubject(reference)}`, reading }, access);
}

export function toPullRequestApiUrl(reference: PullRequestReference, api: ForgeApi): string {
  return `${toRepositoryApiUrl(reference.repository, api)}/pull-requests/${reference.number}`;
}

/** e.g. `pull request ACME/app#12`. */
export function toSubject({ repository, number }: PullRequestReference): string {
  return `pull request ${toFullName(repository)}#${number}`;
}

/** A reference with the current name of the repository it merges into. */
export function toReference({ base, number }: PullRequestAnswer): PullRequestReference {
  const { owner, name } = base.repository;
  return { repository: { owner, name }, number };
}
