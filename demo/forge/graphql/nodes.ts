import { GraphQLError } from 'graphql';
import { formatInstant } from '../http/response.ts';
import { mayRead } from '../world/accounts.ts';
import type { Account, PullRequest, Repository } from '../world/records.ts';
import type { World } from '../world/world.ts';
import { toConnection } from './connection.ts';

/** A GraphQL object. Its fields are values or functions that compute them. */
export type GraphqlNode = Readonly<Record<string, unknown>>;

/** Builds the nodes that refer to each other, for one viewer. */
export interface Nodes {
  readonly world: World;
  readonly viewer: Account;
  toRepository: (repository: Repository) => GraphqlNode;
  toPullRequest: (pullRequest: PullRequest) => GraphqlNode;
  /** A branch, or null if there is no branch of that name. */
  toRef: (repository: Repository, branch: string) => GraphqlNode | null;
}

/** A user or an organisation, as GraphQL shows it. */
export function toAccountNode(world: World, account: Account) {
  return {
    __typename: account.type,
    id: `U_${account.id}`,
    databaseId: account.id,
    login: account.login,
    name: account.name,
    email: account.email,
    avatarUrl: `${world.webBaseUrl}/avatars/u/${account.id}`,
    url: `${world.webBaseUrl}/${account.login}`,
    resourcePath: `/${account.login}`,
    createdAt: formatInstant(account.createdAt),
    organizations: () => toConnection([]),
  };
}

/** Computes a value on first use and caches it. */
export function memoize<T>(compute: () => T): () => T {
  let computed: { value: T } | undefined;
  return () => {
    computed ??= { value: compute() };
    return computed.value;
  };
}

/** The repository with a node id, if the viewer may see it. */
export function findRepositoryNode(
  world: World,
  viewer: Account,
  id: string,
): Repository | undefined {
  const repository = world.repositoriesById.get(Number(/^R_(\d+)$/.exec(id)?.[1]));
  return repository !== undefined && mayRead(repository, viewer) ? repository : undefined;
}

/** The pull request with a node id, if the viewer may see it. */
export function findPullRequestNode(
  world: World,
  viewer: Account,
  id: string,
): PullRequest | undefined {
  const wanted = Number(/^PR_(\d+)$/.exec(id)?.[1]);
  for (const repository of world.repositoriesById.values()) {
    if (!mayRead(repository, viewer)) continue;
    for (const pullRequest of repository.pullRequests.values()) {
      if (pullRequest.id === wanted) return pullRequest;
    }
  }
  return undefined;
}

/** GitHub's error for something that does not exist or is hidden; the field becomes null. */
export function createNotFoundError(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type: 'NOT_FOUND' } });
}

/** GitHub's error for invalid input of a mutation. */
export function createUnprocessableError(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type: 'UNPROCESSABLE' } });
}
