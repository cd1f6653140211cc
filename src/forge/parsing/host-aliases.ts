import { parseRemoteOrigin } from '../../domain/remote-origin.ts';
import { encodePath } from './text.ts';

/** Names of hosts in remote origins, in lower case, and the hosts that they represent. */
export type HostAliases = ReadonlyMap<string, string>;

const userForm = /^(?:[a-z+]+:\/\/)?([\w.-]+)(?::[^@/]*)?@/i;

/**
 * The origin with the host that its alias represents: `git@work:acme/app.git` is an origin of
 * github.com where `work` is an alias of it. Git resolves such names by its own configuration
 * (`Host` of ssh, `insteadOf`). An origin without an alias stays as it is.
 *
 * S10: this serves only to find the forge. No request and no credential goes to the alias.
 */
export function resolveAlias(origin: string, aliases: HostAliases): string {
  const remote = aliases.size === 0 ? undefined : parseRemoteOrigin(origin);
  const host = remote && aliases.get(remote.host);
  if (!remote || host === undefined) return origin;
  const { protocol, path } = remote;
  if (protocol !== 'ssh') return `${protocol}://${host}/${encodePath(path)}`;
  const user = userForm.exec(origin.trim())?.[1] ?? 'git';
  return `ssh://${user}@${host}/${encodePath(path)}`;
}
