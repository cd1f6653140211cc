import type {
  IdentifiedRepository,
  RepositoryReference,
} from '../../domain/repository-reference.ts';

/** A repository by its current name and its id, which survives renames and is null when unknown. */
export interface NamedRepository extends RepositoryReference {
  id: number | string | null;
}

/** The form in which repositories are stored and compared with what is stored. */
export function toIdentified({ owner, name, id }: NamedRepository): IdentifiedRepository {
  return { owner, name, id: toStoredId(id) };
}

/** The forge's id as text. */
export function toStoredId(id: NamedRepository['id']): string | null {
  return id === null || id === '' ? null : `${id}`;
}

/** e.g. `acme/app`. */
export function toFullName({ owner, name }: RepositoryReference): string {
  return `${owner}/${name}`;
}

/** Forges preserve the case of owners and names but ignore it in comparisons. */
export function isSameName(one: RepositoryReference, other: RepositoryReference): boolean {
  return toFullName(one).toLowerCase() === toFullName(other).toLowerCase();
}

/** Compares ids where both are known: another repository may have taken over the name. */
export function isSameRepository(one: NamedRepository, other: NamedRepository): boolean {
  if (one.id !== null && other.id !== null) return one.id === other.id;
  return isSameName(one, other);
}
