/** Reasons of verdicts that say nothing about the checks, reviews or mergeability of a commit. */
export const reasonsWithoutResult: ReadonlySet<string> = new Set([
  'push_pending',
  'merged',
  'closed',
  'no_token',
  'token_refused',
  'no_access',
  'not_found',
  'no_forge',
  'looking',
  'paused',
  'unreachable',
  'no_pull_request',
]);
