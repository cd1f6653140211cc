import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { type Fields, findFields, findText, toFields } from '../parsing/json-fields.ts';
import { parseBranchRef } from '../parsing/text.ts';
import { toRepositoryReference } from './repository-name.ts';

/** A repository as it is named today; the id outlives renames. */
export interface NamedRepository extends RepositoryReference {
  id: string;
  projectId: string | null;
}

export interface RepositoryAnswer extends NamedRepository {
  defaultBranch: string | null;
  /** What it was forked from. */
  parent: NamedRepository | null;
}

const idForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function parseRepository(body: unknown, organization: string): RepositoryAnswer | undefined {
  const fields = toFields(body);
  const repository = parseNamedRepository(fields, organization);
  if (!repository) return undefined;
  const named = findFields(fields, 'parentRepository');
  const parent = named && parseNamedRepository(named, organization);
  if (named && !parent) return undefined;
  const defaultRef = findText(fields, 'defaultBranch');
  const defaultBranch = defaultRef === undefined ? null : toBranch(defaultRef);
  return { ...repository, defaultBranch, parent: parent ?? null };
}

export function parseNamedRepository(
  fields: Fields | undefined,
  organization: string,
): NamedRepository | undefined {
  const id = findText(fields, 'id')?.toLowerCase() ?? '';
  const project = findFields(fields, 'project');
  const projectName = findText(project, 'name') ?? '';
  const reference = toRepositoryReference(
    organization,
    projectName,
    findText(fields, 'name') ?? '',
  );
  if (!reference || !idForm.test(id)) return undefined;
  const projectId = findText(project, 'id') ?? '';
  return { ...reference, id, projectId: idForm.test(projectId) ? projectId : null };
}

/** `main` of `refs/heads/main`; any other ref stays what it is. */
export function toBranch(ref: string): string {
  return parseBranchRef(ref) ?? ref;
}
