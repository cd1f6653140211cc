import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';

const partForm = /^(?!\.{1,2}$)(?!.*\.(?:git|atom)$)[A-Za-z0-9_.][A-Za-z0-9_.-]{0,254}$/i;
const longest = 1000;

/** Reads `group/sub/app` if GitLab could have such a project: nothing else gets into an address. */
export function parseFullName(text: string): RepositoryReference | undefined {
  const parts = text.split('/');
  const name = parts.pop() ?? '';
  const isPath = text.length <= longest && parts.length > 0;
  if (!isPath || ![...parts, name].every((part) => partForm.test(part))) return undefined;
  return { owner: parts.join('/'), name };
}

/** The project as one part of an address of the API. */
export function toProjectId(repository: RepositoryReference): string {
  return encode(toFullName(repository));
}
