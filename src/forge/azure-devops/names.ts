import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { encode } from '../parsing/text.ts';

/** Microsoft's own service, where each organization once had a host of its own. */
export const servicesHost = 'dev.azure.com';

const ownHostForm = /^(?!vs-ssh\.)([a-z0-9](?:[a-z0-9-]*[a-z0-9])?)\.visualstudio\.com$/;

/** `acme` of `acme.visualstudio.com`. */
export function findHostOrganization(hostname: string): string | undefined {
  return ownHostForm.exec(hostname)?.[1];
}

/** Whether it is the service and not a server of somebody's own. */
export function isServices(baseUrl: string): boolean {
  const { hostname } = new URL(baseUrl);
  return hostname === servicesHost || findHostOrganization(hostname) !== undefined;
}

/**
 * The organization, a server's collection, that a base URL is of: all of its pages lie below.
 * Undefined where the base URL is that of all organizations. A server is mounted at `/tfs` or at
 * its root, so that any other path ends with a collection.
 */
export function findBaseOrganization(baseUrl: string): string | undefined {
  const { hostname, pathname } = new URL(baseUrl);
  const last = pathname.replace(/\/+$/, '').split('/').at(-1) ?? '';
  if (findHostOrganization(hostname) !== undefined) return findHostOrganization(hostname);
  return last === '' || last.toLowerCase() === 'tfs' ? undefined : decodeURIComponent(last);
}

/** Where what belongs to an organization is. */
export function toOrganizationUrl(baseUrl: string, organization: string): string {
  const isOfOne = findBaseOrganization(baseUrl) !== undefined;
  return isOfOne ? baseUrl : `${baseUrl}/${encode(organization)}`;
}

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

interface OwnerParts {
  organization: string;
  project: string;
}

/** The two parts of `organization/project`. */
export function toOwnerParts({ owner }: RepositoryReference): OwnerParts {
  const [organization = '', ...rest] = owner.split('/');
  return { organization, project: rest.join('/') };
}
