import { toFailed } from './client/outcomes.ts';

/** For a pull request whose stored address this forge does not have. */
export function toForeignPullRequest() {
  return toFailed('not_found', 'The stored pull request is not of this forge. Refresh the chat.');
}
