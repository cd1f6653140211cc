import { type PullRequest, unknownFields } from '../../domain/diff-status.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import type { ReadRuns } from '../client/unreadable-checks.ts';
import type { Access } from '../forge.ts';
import {
  type FoundOpen,
  findInNetwork,
  pickNewest,
  type SearchedOpen,
} from '../lookup/find-open.ts';
import type { LookupDeps } from '../lookup/find-pull-request.ts';
import { isFromBranch, type Row } from '../lookup/is-from-row.ts';
import { parseList } from '../parsing/json-fields.ts';
import { type NamedRepository, toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import {
  type ListedPullRequest,
  type PullRequestAnswer,
  parseListedPullRequest,
} from './answers.ts';
import { pageSize } from './api.ts';
import type { ThreadCount } from './graphql/count-threads.ts';
import type { Repositories } from './repositories.ts';
import type { ReviewAnswer } from './reviews.ts';
import { parsePullRequestUrl } from './urls.ts';

/** What only GraphQL reports. */
export type GraphQlFacts = Pick<
  PullRequest,
  'reviewDecision' | 'inMergeQueue' | 'mergeQueuePosition' | 'conversationUnread'
>;

export const noGraphQlFacts: GraphQlFacts = {
  reviewDecision: unknownFields.reviewDecision,
  inMergeQueue: unknownFields.inMergeQueue,
  mergeQueuePosition: unknownFields.mergeQueuePosition,
  conversationUnread: null,
};

/** A pull request as REST or GraphQL returned it. */
export interface FetchedPullRequest {
  answer: PullRequestAnswer;
  /** Undefined: to be read by REST. */
  reviews: readonly ReviewAnswer[] | undefined;
  /** Undefined: to be read by REST; null: not reported. */
  checks: ReadRuns | undefined;
  facts: GraphQlFacts;
  /** Undefined: not reported. Only GraphQL reports them. */
  threads: ThreadCount | undefined;
  /** GitHub confirmed that nothing changed since it was last read. */
  unchanged: boolean;
}

const reading: Reading<ListedPullRequest[]> = {
  shape: 'pull-request-list/1',
  parse: (body) => parseList(body, parseListedPullRequest),
};

/** What the lookup has to know about GitHub, for both APIs. */
export function buildLookupDeps({
  webBaseUrl,
  repositories,
}: {
  webBaseUrl: string;
  repositories: Repositories;
}): LookupDeps<FetchedPullRequest> {
  return {
    repositories,
    parseUrl: (url) => parsePullRequestUrl(url, webBaseUrl),
    toStateAndHead: ({ answer }) => answer,
    // GitHub still reports the owner of a deleted fork, unless the account was deleted as well.
    isFromDeletedFork: ({ answer: { head } }, { repository }) =>
      head.ownerLogin === null
        ? undefined
        : head.ownerLogin.toLowerCase() === repository.owner.toLowerCase(),
  };
}

/** Finds the newest open pull request of a branch. */
export function findOpenPullRequest(
  { repository, branch }: Row,
  api: ForgeApi,
  repositories: Repositories,
  access: Access,
): Promise<SearchedOpen<never>> {
  return findInNetwork(
    repository,
    (base: NamedRepository, head) => findIn(base, head, branch, api, access),
    repositories,
    access,
  );
}

/** Searches the pull requests into `base` for one from `branch` of `head`. */
async function findIn(
  base: NamedRepository,
  head: NamedRepository,
  branch: string,
  api: ForgeApi,
  access: Access,
): Promise<FoundOpen> {
  const fullName = toFullName(base);
  // GitHub compares the owner with its exact case, so this is the name that GitHub returned.
  const query = `state=open&head=${encode(`${head.owner}:${branch}`)}&per_page=${pageSize}`;
  const url = `${api.baseUrl}/repos/${fullName}/pulls?${query}`;
  const subject = `the pull requests of ${fullName}`;
  const answer = await api.read({ url, subject, reading }, access);
  if (answer.kind === 'unread') return answer;
  const own = answer.value.filter((listed) => isFromBranch(listed.head, head, branch));
  return { kind: 'read', value: pickNewest(base, own), redirected: answer.redirected };
}
