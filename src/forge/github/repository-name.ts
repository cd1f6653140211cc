import type { RepositoryReference } from '../../domain/repository-reference.ts';

const ownerForm = /^[A-Za-z0-9_-]{1,100}$/;
const nameForm = /^(?!\.{1,2}$)(?!.*\.git$)[A-Za-z0-9._-]{1,100}$/i;

/** Reads `owner/name` if GitHub could have such a repository: nothing else gets into an address. */
export function parseFullName(text: string): RepositoryReference | undefined {
  const [owner = '', name = '', ...rest] = text.split('/');
  if (rest.length > 0 || !ownerForm.test(owner) || !nameForm.test(name)) return undefined;
  return { owner, name };
}
