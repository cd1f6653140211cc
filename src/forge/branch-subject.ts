import type { RepositoryReference } from '../domain/repository-reference.ts';
import { toFullName } from './parsing/repository-identity.ts';
import { toPlainText } from './parsing/text.ts';

/** In words for a person: `the branch fix of acme/app`. */
export function toBranchSubject(repository: RepositoryReference, branch: string): string {
  return `the branch ${toPlainText(branch, 100)} of ${toFullName(repository)}`;
}
