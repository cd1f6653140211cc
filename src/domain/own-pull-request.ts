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
