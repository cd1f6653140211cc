import type { RateLimit } from '../http/rate-limits.ts';
import { formatInstant } from '../http/response.ts';
import { mayRead } from '../world/accounts.ts';
import type { Account, PullRequest } from '../world/records.ts';
import { findRepository, toFullName } from '../world/repositories.ts';
import type { World } from '../world/world.ts';
import { type ConnectionArguments, toConnection } from './connection.ts';
import { createMutations } from './mutations.ts';
import {
  createNotFoundError,
  findPullRequestNode,
  findRepositoryNode,
  type Nodes,
  toAccountNode,
} from './nodes.ts';
import { getState, toPullRequestNode } from './pull-request-node.ts';
import {
  listPullRequestNodes,
  type PullRequestFilter,
  toRefNode,
  toRepositoryNode,
} from './repository-node.ts';

/** The cost of the running query and the bucket it is charged to. */
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
    ...createLookups(nodes),
    viewer: () => ({
      ...toAccountNode(world, viewer),
      pullRequests: (args: ConnectionArguments & PullRequestFilter) =>
        listPullRequestNodes(nodes, listAuthored(world, viewer), args),
    }),
    rateLimit: () => formatRateLimit(charge),
    search: (args: ConnectionArguments & { query: string }) => {
      const found = searchPullRequests(world, viewer, args.query);
      const shown = found.map(nodes.toPullRequest);
      return { ...toConnection(shown, args), issueCount: shown.length };
    },
  };
}

function createLookups(nodes: Nodes) {
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
      throw createNotFoundError(`Could not resolve to a Repository with the name '${fullName}'.`);
    },
    node: ({ id }: { id: string }) => getNode(nodes, id),
    nodes: ({ ids }: { ids: string[] }) => ids.map((id) => getNode(nodes, id)),
    resource: ({ url }: { url: string }) => findByUrl(nodes, url),
  };
}

function formatRateLimit({ bucket, cost, nodeCount }: Charge) {
  return {
    cost,
    nodeCount,
    limit: bucket.limit,
    used: bucket.used,
    remaining: Math.max(0, bucket.limit - bucket.used),
    resetAt: formatInstant(bucket.resetAt),
  };
}

function getNode(nodes: Nodes, id: string) {
  const { world, viewer } = nodes;
  const repository = findRepositoryNode(world, viewer, id);
  if (repository !== undefined) return nodes.toRepository(repository);
  const pullRequest = findPullRequestNode(world, viewer, id);
  if (pullRequest !== undefined) return nodes.toPullRequest(pullRequest);
  throw createNotFoundError(`Could not resolve to a node with the global id of '${id}'`);
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

/** Creates the builders of nodes, which refer to each other. */
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

/** Finds pull requests with GitHub's search qualifiers, newest first; other words match the title. */
function searchPullRequests(world: World, viewer: Account, query: string): PullRequest[] {
  const words = query.split(/\s+/).filter((word) => word !== '');
  const readable = [...world.repositoriesById.values()].filter((one) => mayRead(one, viewer));
  return readable
    .flatMap(({ pullRequests }) => [...pullRequests.values()])
    .filter((pullRequest) => words.every((word) => matches(pullRequest, word, viewer)))
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || b.id - a.id);
}

function matches(pullRequest: PullRequest, word: string, viewer: Account): boolean {
  const colon = word.indexOf(':');
  const value = word.slice(colon + 1).toLowerCase();
  switch (colon === -1 ? 'text' : word.slice(0, colon)) {
    case 'repo':
      return toFullName(pullRequest.repository).toLowerCase() === value;
    case 'is':
    case 'state':
    case 'type':
      return hasState(pullRequest, value);
    case 'author':
      return pullRequest.author.login.toLowerCase() === resolveLogin(value, viewer);
    case 'head':
      return pullRequest.headBranch.toLowerCase() === value;
    case 'base':
      return pullRequest.baseBranch.toLowerCase() === value;
    case 'draft':
      return String(pullRequest.draft) === value;
    case 'text':
      return pullRequest.title.toLowerCase().includes(value);
    default:
      return word.startsWith('sort:') || word.startsWith('archived:');
  }
}

function listAuthored(world: World, viewer: Account): PullRequest[] {
  const readable = [...world.repositoriesById.values()].filter((one) => mayRead(one, viewer));
  return readable
    .flatMap(({ pullRequests }) => [...pullRequests.values()])
    .filter(({ author }) => author === viewer);
}

function hasState(pullRequest: PullRequest, value: string): boolean {
  if (value === 'pr') return true;
  if (value === 'draft') return pullRequest.draft;
  if (value === 'closed') return pullRequest.state === 'closed';
  return getState(pullRequest).toLowerCase() === value;
}

function resolveLogin(value: string, viewer: Account): string {
  return value === '@me' ? viewer.login.toLowerCase() : value;
}
