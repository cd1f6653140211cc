import type { Account, World } from '../world/world.ts';
import type { Nodes } from './nodes.ts';
import { toPullRequestNode } from './pull-request-node.ts';
import { toRefNode, toRepositoryNode } from './repository-node.ts';

/** Ties the mutually referring objects together. */
export function createNodes(world: World, viewer: Account): Nodes {
  const nodes: Nodes = {
    world,
    viewer,
    toRepository: (repository) => toRepositoryNode(nodes, repository),
    toPullRequest: (pullRequest) => toPullRequestNode(nodes, pullRequest),
    toRef: (repository, branch) => toRefNode(nodes, repository, branch),
  };
  return nodes;
}
