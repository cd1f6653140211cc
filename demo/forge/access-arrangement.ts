import { ensureAccount, getAccount, type NewAccount } from './world/accounts.ts';
import { getRepository } from './world/repositories.ts';
import type { World } from './world/world.ts';

/** The means to arrange who is there and may do what. Repositories are named `owner/name`. */
export interface AccessArrangement {
  /** Creates an account, or adds tokens to one that exists. */
  createAccount: (account: NewAccount) => void;
  revokeToken: (token: string) => void;
  setPrivate: (repository: string, isPrivate: boolean) => void;
  allowRead: (repository: string, login: string) => void;
  allowPush: (repository: string, login: string) => void;
  /** Lets an account manage the repository and its webhooks, and push to it. */
  allowAdministration: (repository: string, login: string) => void;
}

/** The part of the arrangement that is about access. */
export function arrangeAccess(world: World): AccessArrangement {
  return {
    createAccount: (account: NewAccount) => {
      ensureAccount(world, account);
    },
    revokeToken: (token: string) => {
      world.accountByToken.delete(token);
    },
    setPrivate: (repository: string, isPrivate: boolean) => {
      getRepository(world, repository).private = isPrivate;
      world.revision += 1;
    },
    allowRead: (repository: string, login: string) => {
      getRepository(world, repository).readers.add(getAccount(world, login));
      world.revision += 1;
    },
    allowPush: (repository: string, login: string) => {
      getRepository(world, repository).writers.add(getAccount(world, login));
      world.revision += 1;
    },
    allowAdministration: (repository: string, login: string) => {
      getRepository(world, repository).administrators.add(getAccount(world, login));
      world.revision += 1;
    },
  };
}
