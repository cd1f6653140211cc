import type { Account, PullRequest, Repository, World } from '../world/world.ts';

/** A GraphQL object: values, or functions that compute them when asked. */
export type GraphqlNode = Readonly<Record<string, unknown>>;

/** Makes the objects that refer to each other, for one viewer. */
export interface Nodes {
  readonly world: World;
  readonly viewer: Account;
  toRepository: (repository: Repository) => GraphqlNode;
  toPullRequest: (pullRequest: PullRequest) => GraphqlNode;
  /** A branch; null when there is none of that name. */
  toRef: (repository: Repository, branch: string) => GraphqlNode | null;
}
