import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { type Fields, findCount, findFields, findText, toFields } from '../parsing/json-fields.ts';
import { parseFullName } from './repository-name.ts';

/** A project as GitLab names it today; the id outlives renames and moves. */
export interface NamedRepository extends RepositoryReference {
  id: number;
}

export interface RepositoryAnswer extends NamedRepository {
  defaultBranch: string | null;
  /** What it was forked from. */
  parent: NamedRepository | null;
}

export function parseRepository(body: unknown): RepositoryAnswer | undefined {
  const fields = toFields(body);
  const repository = parseNamedRepository(fields);
  if (!repository) return undefined;
  const parent = findFields(fields, 'forked_from_project');
  const named = parent && parseNamedRepository(parent);
  if (parent && !named) return undefined;
  const defaultBranch = findText(fields, 'default_branch') ?? null;
  return { ...repository, defaultBranch, parent: named ?? null };
}

function parseNamedRepository(fields: Fields | undefined): NamedRepository | undefined {
  const reference = parseFullName(findText(fields, 'path_with_namespace') ?? '');
  const id = findCount(fields, 'id');
  return reference && id !== undefined ? { ...reference, id } : undefined;
}
