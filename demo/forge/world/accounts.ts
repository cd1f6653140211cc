import { type Account, type Repository } from './records.ts';
import { takeId, type World } from './world.ts';

/** A new account and its tokens. */
export interface NewAccount {
  login: string;
  name?: string;
  type?: 'User' | 'Organization';
  tokens?: readonly string[];
}

/** Creates an account, or adds tokens to the one that has this login. */
export function ensureAccount(world: World, wanted: NewAccount): Account {
  const key = wanted.login.toLowerCase();
  const account = world.accounts.get(key) ?? {
    id: takeId(world),
    login: wanted.login,
    type: wanted.type ?? 'User',
    name: wanted.name ?? wanted.login,
    email: `${wanted.login}@users.noreply.forge.example`,
    createdAt: world.now(),
  };
  world.accounts.set(key, account);
  for (const token of wanted.tokens ?? []) world.accountByToken.set(token, account);
  world.revision += 1;
  return account;
}

/** The account with this login, ignoring case. */
export function getAccount(world: World, login: string): Account {
  const account = world.accounts.get(login.toLowerCase());
  if (account === undefined) throw new Error(`The demo forge has no account "${login}"`);
  return account;
}

/** Whether an account (undefined: anonymous) may see a repository. */
export function mayRead(repository: Repository, account: Account | undefined): boolean {
  if (!repository.private) return true;
  if (account === undefined) return false;
  return mayPush(repository, account) || repository.readers.has(account);
}

/** Whether an account may push to a repository. */
export function mayPush(repository: Repository, account: Account | undefined): boolean {
  if (account === undefined) return false;
  return mayAdminister(repository, account) || repository.writers.has(account);
}

/** Whether an account may manage a repository: its webhooks, for example. */
export function mayAdminister(repository: Repository, account: Account | undefined): boolean {
  if (account === undefined) return false;
  return repository.owner === account || repository.administrators.has(account);
}
