/** The repository and branch of most tests. */
export const app = { owner: 'acme', name: 'app' };
export const branch = 'agent/login';
export const repositoryPath = '/repos/acme/app';
export const graphQlPath = '/graphql';
export const listPath = toListPath('acme/app', 'acme', branch);

export function toListPath(base: string, headOwner: string, ofBranch: string): string {
  const head = encodeURIComponent(`${headOwner}:${ofBranch}`);
  return `/repos/${base}/pulls?state=open&head=${head}&per_page=100`;
}

export function toPullPath(number: number, fullName = 'acme/app'): string {
  return `/repos/${fullName}/pulls/${number}`;
}

export function toReviewsPath(number: number, fullName = 'acme/app'): string {
  return `${toPullPath(number, fullName)}/reviews?per_page=100`;
}

/** The paths of the check runs and the statuses of a commit. */
export function toChecksPaths(sha: string, fullName = 'acme/app'): [string, string] {
  const commit = `/repos/${fullName}/commits/${sha}`;
  return [`${commit}/check-runs?per_page=100&filter=latest`, `${commit}/status?per_page=100`];
}

/** The paths of the rules of `main`. */
export function toRulesPaths(fullName = 'acme/app'): [string, string] {
  const repository = `/repos/${fullName}`;
  return [`${repository}/branches/main`, `${repository}/rules/branches/main?per_page=100`];
}
