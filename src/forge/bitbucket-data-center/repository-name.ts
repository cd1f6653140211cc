import type { RepositoryReference } from '../../domain/repository-reference.ts';

const projectForm = /^[A-Z][A-Z0-9_-]{0,127}$/i;
const personForm = /^~(?!\.{1,2}$)[A-Z0-9._-]{1,127}$/i;
const slugForm = /^(?!\.{1,2}$)(?!.*\.git$)[A-Z0-9._-]{1,128}$/i;

/**
 * A repository by project key and slug, in one spelling: keys in upper case, people (`~bob`) and
 * slugs in lower case. Bitbucket ignores the case of all three. Nothing else gets into an address.
 */
export function toRepositoryReference(key: string, slug: string): RepositoryReference | undefined {
  if (!slugForm.test(slug)) return undefined;
  const name = slug.toLowerCase();
  if (personForm.test(key)) return { owner: key.toLowerCase(), name };
  return projectForm.test(key) ? { owner: key.toUpperCase(), name } : undefined;
}

/** `KEY/slug`, as clone addresses have it. */
export function parseFullName(text: string): RepositoryReference | undefined {
  const [key = '', slug = '', ...rest] = text.split('/');
  return rest.length > 0 ? undefined : toRepositoryReference(key, slug);
}
