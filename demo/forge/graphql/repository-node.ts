import { formatInstant } from '../http/response.ts';
import { mayPush, mayRead } from '../world/accounts.ts';
import type { Account, PullRequest, Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import type { World } from '../world/world.ts';
import { toCommitNode } from './commit-node.ts';
import { type ConnectionArguments, toConnection } from './connection.ts';
import { createNotFoundError, type GraphqlNode, type Nodes, toAccountNode } from './nodes.ts';
import { getState, type PullRequestState } from './pull-request-node.ts';

/** A repository, as GraphQL shows it. */
export function toRepositoryNode(nodes: Nodes, repository: Repository): GraphqlNode {
  const { world, viewer } = nodes;
  const { parent, defaultBranch } = repository;
  return {
    ...buildBasicFields(world, repository),
    viewerPermission: getPermission(repository, viewer),
    owner: () => toAccountNode(world, repository.owner),
    parent: () => (parent === undefined ? null : nodes.toRepository(parent)),
    defaultBranchRef: () => nodes.toRef(repository, defaultBranch),
    object: ({ oid }: { oid?: string }) =>
      oid === undefined ? null : toCommitNode(world, repository, oid),
    ref: ({ qualifiedName }: { qualifiedName: string }) =>
      nodes.toRef(repository, qualifiedName.replace(/^refs\/heads\//, '')),
    refs: (args: ConnectionArguments) => {
      const refs = [...repository.branches.keys()];
      return toConnection(
        refs.map((branch) => nodes.toRef(repository, branch)),
        args,
      );
    },
    pullRequests: (args: ConnectionArguments & PullRequestFilter) =>
      listPullRequestNodes(nodes, [...repository.pullRequests.values()], args),
    pullRequest: ({ number }: { number: number }) => {
      const pullRequest = repository.pullRequests.get(number);
      if (pullRequest !== undefined) return nodes.toPullRequest(pullRequest);
      throw createNotFoundError(`Could not resolve to a PullRequest with the number of ${number}.`);
    },
  };
}

function buildBasicFields(world: World, repository: Repository) {
  const fullName = toFullName(repository);
  const { hostname } = new URL(world.webBaseUrl);
  return {
    __typename: 'Repository',
    id: `R_${repository.id}`,
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: fullName,
    description: repository.description,
    url: `${world.webBaseUrl}/${fullName}`,
    sshUrl: `git@${hostname}:${fullName}.git`,
    resourcePath: `/${fullName}`,
    isPrivate: repository.private,
    visibility: repository.private ? 'PRIVATE' : 'PUBLIC',
    isFork: repository.parent !== undefined,
    isEmpty: repository.branches.size === 0,
    createdAt: formatInstant(repository.createdAt),
    updatedAt: formatInstant(repository.pushedAt),
    pushedAt: formatInstant(repository.pushedAt),
    hasIssuesEnabled: true,
    mergeCommitAllowed: true,
    squashMergeAllowed: true,
    viewerDefaultMergeMethod: 'MERGE',
    viewerCanAdminister: false,
  };
}

function getPermission(repository: Repository, viewer: Account): string | null {
  if (repository.owner === viewer) return 'ADMIN';
  if (mayPush(repository, viewer)) return 'WRITE';
  return mayRead(repository, viewer) ? 'READ' : null;
}

/** A branch; null when there is none of that name. */
export function toRefNode(
  nodes: Nodes,
  repository: Repository,
  branch: string,
): GraphqlNode | null {
  const { world, viewer } = nodes;
  const commit = repository.branches.get(branch);
  if (commit === undefined) return null;
  return {
    __typename: 'Ref',
    id: `REF_${repository.id}:${branch}`,
    name: branch,
    prefix: 'refs/heads/',
    target: () => toCommitNode(world, repository, commit),
    repository: () => nodes.toRepository(repository),
    associatedPullRequests: (args: ConnectionArguments & PullRequestFilter) =>
      listPullRequestNodes(nodes, listFromBranch(world, repository, branch, viewer), args),
  };
}

/** Pull requests as a connection. */
export function listPullRequestNodes(
  nodes: Nodes,
  all: readonly PullRequest[],
  args: ConnectionArguments & PullRequestFilter,
) {
  const found = toConnection(listMatching(all, args), args);
  const edges = found.edges.map(({ node, cursor }) => ({
    cursor,
    node: nodes.toPullRequest(node),
  }));
  return { ...found, edges, nodes: edges.map(({ node }) => node) };
}

function listFromBranch(
  world: World,
  head: Repository,
  branch: string,
  viewer: Account,
): PullRequest[] {
  const readable = [...world.repositoriesById.values()].filter((one) => mayRead(one, viewer));
  return readable
    .flatMap(({ pullRequests }) => [...pullRequests.values()])
    .filter((pull) => pull.headRepository === head && pull.headBranch === branch);
}

/** The arguments of a pull request connection that choose and order. */
export interface PullRequestFilter {
  states?: readonly PullRequestState[] | null;
  headRefName?: string | null;
  baseRefName?: string | null;
  orderBy?: { field: 'CREATED_AT' | 'UPDATED_AT'; direction: 'ASC' | 'DESC' } | null;
}

/** Filters and orders pull requests; without an order the oldest comes first. */
function listMatching(
  all: readonly PullRequest[],
  { states, headRefName, baseRefName, orderBy }: PullRequestFilter,
): PullRequest[] {
  const found = all.filter(
    (pullRequest) =>
      (states == null || states.includes(getState(pullRequest))) &&
      (headRefName == null || pullRequest.headBranch === headRefName) &&
      (baseRefName == null || pullRequest.baseBranch === baseRefName),
  );
  const sign = orderBy?.direction === 'DESC' ? -1 : 1;
  const key = orderBy?.field === 'UPDATED_AT' ? 'updatedAt' : 'createdAt';
  return found.toSorted(
    (a, b) => sign * (a[key].getTime() - b[key].getTime() || a.number - b.number),
  );
}
