import type { Protection, Repository } from './records.ts';

/** What a pull request into a branch needs before it may be merged. */
export function findProtection(repository: Repository, branch: string): Protection | undefined {
  return repository.branchProtections.get(branch) ?? repository.protection;
}

/** The checks that a branch requires of pull requests into it. */
export function listRequiredChecks(repository: Repository, branch: string): string[] {
  const { checks = [], rulesetChecks = [] } = findProtection(repository, branch) ?? {};
  return [...checks, ...rulesetChecks];
}
