import type { RepositoryReference } from '../../domain/repository-reference.ts';

/** A repository as a forge names it today; the id outlives renames, and is null when not told. */
export interface NamedRepository extends RepositoryReference {
  id: number | string | null;
}

/** e.g. `acme/app`. */
export function toFullName({ owner, name }: RepositoryReference): string {
  return `${owner}/${name}`;
}

/** Forges keep the case of owners and names, and ignore it. */
export function isSameName(one: RepositoryReference, other: RepositoryReference): boolean {
  return toFullName(one).toLowerCase() === toFullName(other).toLowerCase();
}

/** By id where both are known: a name may have been given to another repository meanwhile. */
export function isSameRepository(one: NamedRepository, other: NamedRepository): boolean {
  if (one.id !== null && other.id !== null) return one.id === other.id;
  return isSameName(one, other);
}
