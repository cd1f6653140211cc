import type { RateLimit } from '../http/rate-limits.ts';
import { toInstant } from '../rest/to-repository.ts';
import { mayRead } from '../world/accounts.ts';
import type { Account } from '../world/records.ts';
import { findRepository } from '../world/repositories.ts';
import type { World } from '../world/world.ts';
import { type ConnectionArguments, toConnection } from './connection.ts';
import { findPullRequestNode, findRepositoryNode } from './find-node.ts';
import { toNotFoundError } from './graphql-context.ts';
import { createMutations } from './mutations.ts';
import { type Nodes, toAccountNode } from './nodes.ts';
import { toPullRequestNode } from './pull-request-node.ts';
import { toRefNode, toRepositoryNode } from './repository-node.ts';
import { searchPullRequests } from './search.ts';

/** What the running query costs. */
export interface Charge {
  bucket: RateLimit;
  cost: number;
  nodeCount: number;
}

/** The entry points of queries and mutations. */
export function createRoot(world: World, viewer: Account, charge: Charge) {
  const nodes = createNodes(world, viewer);
  return {
    ...createMutations(nodes),
    ...toLookups(nodes),
    viewer: () => toAccountNode(world, viewer),
    rateLimit: () => toRateLimit(charge),
    search: (args: ConnectionArguments & { query: string }) => {
      const found = searchPullRequests(world, viewer, args.query);
      const shown = found.map(nodes.toPullRequest);
      return { ...toConnection(shown, args), issueCount: shown.length };
    },
  };
}

function toLookups(nodes: Nodes) {
  const { world, viewer } = nodes;
  const findAccount = ({ login }: { login: string }) => {
    const account = world.accounts.get(login.toLowerCase());
    return account === undefined ? null : toAccountNode(world, account);
  };
  return {
    user: findAccount,
    organization: findAccount,
    repositoryOwner: findAccount,
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const former = world.formerNames.get(`${owner}/${name}`.toLowerCase());
      const repository = findRepository(world, owner, name) ?? former;
      if (repository !== undefined && mayRead(repository, viewer)) {
        return nodes.toRepository(repository);
      }
      const fullName = `${owner}/${name}`;
      throw toNotFoundError(`Could not resolve to a Repository with the name '${fullName}'.`);
    },
    node: ({ id }: { id: string }) => getNode(nodes, id),
    nodes: ({ ids }: { ids: string[] }) => ids.map((id) => getNode(nodes, id)),
    resource: ({ url }: { url: string }) => findByUrl(nodes, url),
  };
}

function toRateLimit({ bucket, cost, nodeCount }: Charge) {
  return {
    cost,
    nodeCount,
    limit: bucket.limit,
    used: bucket.used,
    remaining: Math.max(0, bucket.limit - bucket.used),
    resetAt: toInstant(bucket.resetAt),
  };
}

function getNode(nodes: Nodes, id: string) {
  const { world, viewer } = nodes;
  const repository = findRepositoryNode(world, viewer, id);
  if (repository !== undefined) return nodes.toRepository(repository);
  const pullRequest = findPullRequestNode(world, viewer, id);
  if (pullRequest !== undefined) return nodes.toPullRequest(pullRequest);
  throw toNotFoundError(`Could not resolve to a node with the global id of '${id}'`);
}

function findByUrl(nodes: Nodes, url: string) {
  const { world, viewer } = nodes;
  const [, owner = '', name = '', , number] = new URL(url).pathname.split('/');
  const repository = findRepository(world, owner, name);
  if (repository === undefined || !mayRead(repository, viewer)) return null;
  if (number === undefined) return nodes.toRepository(repository);
  const pullRequest = repository.pullRequests.get(Number(number));
  return pullRequest === undefined ? null : nodes.toPullRequest(pullRequest);
}

/** Ties the mutually referring objects together. */
function createNodes(world: World, viewer: Account): Nodes {
  const nodes: Nodes = {
    world,
    viewer,
    toRepository: (repository) => toRepositoryNode(nodes, repository),
    toPullRequest: (pullRequest) => toPullRequestNode(nodes, pullRequest),
    toRef: (repository, branch) => toRefNode(nodes, repository, branch),
  };
  return nodes;
}
