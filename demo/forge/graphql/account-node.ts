import { toInstant } from '../rest/to-repository.ts';
import type { Account, World } from '../world/world.ts';
import { toConnection } from './connection.ts';

/** A user or an organisation, as GraphQL shows it. */
export function toAccountNode(world: World, account: Account) {
  return {
    __typename: account.type,
    id: `U_${account.id}`,
    databaseId: account.id,
    login: account.login,
    name: account.name,
    email: account.email,
    avatarUrl: `${world.webBaseUrl}/avatars/u/${account.id}`,
    url: `${world.webBaseUrl}/${account.login}`,
    resourcePath: `/${account.login}`,
    createdAt: toInstant(account.createdAt),
    organizations: () => toConnection([]),
  };
}
