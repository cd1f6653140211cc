import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Read, Unread } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { type NamedRepository, type PullRequestAnswer, parsePullRequest } from './answers.ts';
import { type AzureDevOpsApi, toRepositoryPath } from './api.ts';
import { toOwnerParts } from './names.ts';
import { toPullRequestUrl } from './urls.ts';

export function readPullRequest(
  reference: PullRequestReference,
  api: AzureDevOpsApi,
  access: Access,
): Promise<Read<PullRequestAnswer> | Unread> {
  const { organization } = toOwnerParts(reference.repository);
  const url = api.toUrl(organization, toPullRequestPath(reference));
  const reading = {
    shape: 'pull-request/3',
    parse: (body: unknown) => parsePullRequest(body, organization),
  };
  return api.read({ url, subject: `the ${toSubject(reference)}`, reading }, access);
}

/** The path that the parts of a pull request are below. */
export function toPullRequestPath({
  repository,
  number,
}: {
  repository: RepositoryReference | NamedRepository;
  number: number;
}): string {
  return `${toRepositoryPath(repository)}/pullRequests/${number}`;
}

/** e.g. `pull request acme/work/app!12`. */
export function toSubject({ repository, number }: PullRequestReference): string {
  return `pull request ${toFullName(repository)}!${number}`;
}

/** The page of a pull request, with the current name of its repository. */
export function toPageUrl({ repository, number }: PullRequestAnswer, webBaseUrl: string): string {
  return toPullRequestUrl({ repository, number }, webBaseUrl);
}
