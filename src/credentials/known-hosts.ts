import type { Machine } from './credential.ts';
import { listEnvironmentHosts, toHost } from './read-environment.ts';
import { readGhHosts, readGlabHosts, readTeaLogins } from './tool-files.ts';

/** A forge that a tool of this person knows. */
export interface KnownHost {
  host: string;
  /** Where the pages are, when the tool knows more than the host. */
  webBaseUrl: string;
  type: string;
}

/** The forges that the person is signed in to with gh, glab or tea, and those of the environment. */
export function listKnownHosts(machine: Machine): KnownHost[] {
  const ofTools = [
    ...Object.keys(readGhHosts(machine)).map((host) => ({ host, type: 'github' })),
    ...Object.keys(readGlabHosts(machine)).map((host) => ({ host, type: 'gitlab' })),
    ...readTeaLogins(machine).map(({ url }) => ({ host: url, type: 'gitea' })),
    ...listEnvironmentHosts(machine.environment),
  ];
  const known = ofTools.flatMap(({ host: text, type }) => toKnownHost(text, type));
  return [...new Map(known.map((one) => [one.webBaseUrl, one])).values()];
}

function toKnownHost(text: string, type: string): KnownHost[] {
  const host = toHost(text);
  if (host === undefined) return [];
  if (!text.includes('://')) return [{ host, type, webBaseUrl: `https://${host}` }];
  const { protocol, origin, pathname } = new URL(text);
  // Only over https: what is not encrypted is configured by the person.
  if (protocol !== 'https:') return [];
  return [{ host, type, webBaseUrl: `${origin}${pathname.replace(/\/$/, '')}` }];
}
