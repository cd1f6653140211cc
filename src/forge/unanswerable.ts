import type { RepositoryReference } from '../domain/repository-reference.ts';
import { toFailed } from './outcome-of-answer.ts';
import { toFullName } from './repository-identity.ts';

/** For a pull request whose stored address this forge does not have. */
export function toForeignPullRequest() {
  return toFailed('not_found', 'The stored pull request is not of this forge. Refresh the chat.');
}

/** For a branch in a repository that names none to compare it with. */
export function toNoDefaultBranch(repository: RepositoryReference) {
  const message = `${toFullName(repository)} names no default branch to compare with.`;
  return toFailed('malformed', message);
}
