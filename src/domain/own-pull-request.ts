import type { IdentifiedRepository } from './repository-reference.ts';

/** An open pull request of the person whose token listed it. */
export interface OwnPullRequest {
  url: string;
  title: string;
  /** Where its branch is: for a fork's pull request, the fork. */
  head: { repository: IdentifiedRepository; branch: string };
}

export interface OwnPullRequestQuery {
  /** Accounts whose pull requests count as well when they are assigned to the person. Lower case. */
  botAuthors: readonly string[];
}

/** A pull request that becomes a chat. */
export interface FollowOwnPullRequest {
  ownerId: string;
  /** What clients call the id of the chat that is created. */
  publicId: string;
  workspaceId: string;
  title: string;
  url: string;
  repositoryUrl: string;
  remoteOrigin: string;
  branch: string;
  forgeId: string;
  /** Lower case. */
  repository: string;
  repositoryId: string | null;
}
