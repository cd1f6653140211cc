import type { RepositoryReference } from '../../domain/repository-reference.ts';

// Spaces and dots are allowed. What begins with an underscore is a part of Azure's own addresses.
const partForm = /^(?![_\s])(?!\.{1,2}$)[^\p{C}\p{Zl}\p{Zp}/\\:*?"<>|#]{1,128}(?<!\s)$/u;

/** Undefined if no repository could be called so: nothing else gets into an address. */
export function toRepositoryReference(
  organization: string,
  project: string,
  name: string,
): RepositoryReference | undefined {
  const isNamed = [organization, project, name].every((part) => partForm.test(part));
  return isNamed ? { owner: `${organization}/${project}`, name } : undefined;
}

export interface OwnerParts {
  organization: string;
  project: string;
}

/** The two parts of `organization/project`. */
export function toOwnerParts({ owner }: RepositoryReference): OwnerParts {
  const [organization = '', ...rest] = owner.split('/');
  return { organization, project: rest.join('/') };
}
