import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { trimTrailing } from '../../domain/trim-characters.ts';
import { encode } from '../parsing/text.ts';

/** Microsoft's hosted service. Organizations formerly had a host each. */
export const servicesHost = 'dev.azure.com';

const ownHostForm = /^(?!vs-ssh\.)([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.visualstudio\.com$/;

/** `acme` of `acme.visualstudio.com`. */
export function findHostOrganization(hostname: string): string | undefined {
  return ownHostForm.exec(hostname)?.[1];
}

/** Whether the URL is one of the hosted service, not of a self-hosted server. */
export function isServices(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return hostname === servicesHost || findHostOrganization(hostname) !== undefined;
}

/**
 * The organization (on a server: the collection) that a base URL ends with; undefined for a base
 * URL of all organizations. A server is mounted at `/tfs` or at its root, so any other path ends
 * with a collection.
 */
export function findBaseOrganization(baseUrl: string): string | undefined {
  const { hostname, pathname } = new URL(baseUrl);
  const last = trimTrailing(pathname, '/').split('/').at(-1) ?? '';
  if (findHostOrganization(hostname) !== undefined) return findHostOrganization(hostname);
  return last === '' || last.toLowerCase() === 'tfs' ? undefined : decodeURIComponent(last);
}

/** The URL that everything of an organization is below. */
export function toOrganizationUrl(baseUrl: string, organization: string): string {
  const isIncluded = findBaseOrganization(baseUrl) !== undefined;
  return isIncluded ? baseUrl : `${baseUrl}/${encode(organization)}`;
}

// Spaces and dots are allowed. A leading underscore marks segments of Azure's own URLs.
const partForm = /^(?![_\s])(?!\.{1,2}$)[^\p{C}\p{Zl}\p{Zp}/\\:*?"<>|#]{1,128}(?<!\s)$/u;

/** Undefined for names that Azure does not allow, so that nothing else becomes part of a URL. */
export function parseRepositoryReference(
  organization: string,
  project: string,
  name: string,
): RepositoryReference | undefined {
  const isValid = [organization, project, name].every((part) => partForm.test(part));
  return isValid ? { owner: `${organization}/${project}`, name } : undefined;
}

interface OwnerParts {
  organization: string;
  project: string;
}

/** Splits the owner `organization/project`. */
export function toOwnerParts({ owner }: RepositoryReference): OwnerParts {
  const [organization = '', ...rest] = owner.split('/');
  return { organization, project: rest.join('/') };
}
