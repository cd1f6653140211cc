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
