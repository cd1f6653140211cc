import { type Fields, findFields, findText } from '../parsing/json-fields.ts';
import { findBaseOrganization, findHostOrganization, isServices } from './organization.ts';
import { parseAzureDevOpsOrigin } from './remote-origin.ts';
import { toOwnerParts } from './repository-name.ts';

/**
 * Whose delivery it is. Only addresses tell, and they are believed as far as they are of this
 * forge: another server's organization of the same name is another.
 */
export function findOrganization(
  payload: Fields,
  repository: Fields | undefined,
  webBaseUrl: string,
): string | undefined {
  const origin = findText(repository, 'remoteUrl') ?? findText(repository, 'webUrl') ?? '';
  const named = parseAzureDevOpsOrigin(origin, webBaseUrl);
  if (named) return toOwnerParts(named).organization;
  const collection = findFields(findFields(payload, 'resourceContainers'), 'collection');
  const addresses = [findText(collection, 'baseUrl'), findText(repository, 'url')];
  for (const address of addresses) {
    const organization = parseOrganization(address ?? '', webBaseUrl);
    if (organization !== undefined) return organization;
  }
  return undefined;
}

/** The organization that an address of this forge is below. */
function parseOrganization(address: string, webBaseUrl: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const ofHost = isServices(webBaseUrl) ? findHostOrganization(url.hostname) : undefined;
  const ofBase = findBaseOrganization(webBaseUrl);
  if (ofHost !== undefined) {
    const isOwn = ofBase === undefined || ofBase.toLowerCase() === ofHost;
    return isOwn && url.protocol === 'https:' ? ofHost : undefined;
  }
  const base = new URL(webBaseUrl);
  const prefix = `${base.origin}${base.pathname.replace(/\/+$/, '')}`.toLowerCase();
  if (!`${url.origin}${url.pathname}/`.toLowerCase().startsWith(`${prefix}/`)) return undefined;
  if (ofBase !== undefined) return ofBase;
  const [first = ''] = `${url.origin}${url.pathname}`.slice(prefix.length + 1).split('/');
  return first === '' || first.startsWith('_') ? undefined : decodePart(first);
}

function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
