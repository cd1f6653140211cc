import { join } from 'node:path';
import { copyBareRepository, createBareRepository, readBranches } from '../git/bare-repository.ts';
import { getAccount } from './accounts.ts';
import { type Account, type Repository } from './records.ts';
import { takeId, type World } from './world.ts';

/** A repository to be created. */
export interface NewRepository {
  owner: string;
  name: string;
  private?: boolean;
  defaultBranch?: string;
  description?: string;
}

/** Creates an empty repository. */
export async function createRepository(world: World, wanted: NewRepository): Promise<Repository> {
  const owner = getAccount(world, wanted.owner);
  const repository = registerRepository(world, owner, wanted);
  await createBareRepository(repository.directory, repository.defaultBranch);
  return repository;
}

/** Forks a repository into another account. */
export async function forkRepository(
  world: World,
  parent: Repository,
  owner: Account,
  name = parent.name,
): Promise<Repository> {
  const wanted = { ...parent, owner: owner.login, name };
  const fork = registerRepository(world, owner, wanted, parent);
  await copyBareRepository(parent.directory, fork.directory);
  fork.branches = await readBranches(fork.directory);
  return fork;
}

/** Registers a repository. The caller creates the bare repository in its directory. */
export function registerRepository(
  world: World,
  owner: Account,
  wanted: NewRepository,
  parent?: Repository,
): Repository {
  const key = toKey(owner.login, wanted.name);
  if (world.repositories.has(key)) throw new Error(`The demo forge already has ${key}`);
  const id = takeId(world);
  const repository: Repository = {
    id,
    directory: join(world.directory, `${id}.git`),
    parent,
    owner,
    name: wanted.name,
    private: wanted.private ?? false,
    isDeleted: false,
    defaultBranch: wanted.defaultBranch ?? 'main',
    description: wanted.description ?? '',
    createdAt: world.now(),
    pushedAt: world.now(),
    branches: new Map(),
    readers: new Set(),
    writers: new Set(),
    administrators: new Set(),
    pullRequests: new Map(),
    checkRuns: new Map(),
    statuses: new Map(),
    hooks: new Map(),
    labels: new Map(),
    protection: undefined,
    branchProtections: new Map(),
    nextNumber: 1,
  };
  world.repositories.set(key, repository);
  world.repositoriesById.set(id, repository);
  world.formerNames.delete(key);
  world.revision += 1;
  return repository;
}

/** The repository with this name, ignoring case. Former names are not considered. */
export function findRepository(world: World, owner: string, name: string): Repository | undefined {
  return world.repositories.get(toKey(owner, name));
}

/** The repository called `owner/name`. */
export function getRepository(world: World, fullName: string): Repository {
  const repository = world.repositories.get(fullName.toLowerCase());
  if (repository === undefined) throw new Error(`The demo forge has no repository "${fullName}"`);
  return repository;
}

/** Renames a repository; the old name redirects until another repository takes it. */
export function renameRepository(world: World, repository: Repository, name: string): void {
  const { owner } = repository;
  const formerKey = toKey(owner.login, repository.name);
  const key = toKey(owner.login, name);
  if (world.repositories.has(key)) throw new Error(`The demo forge already has ${key}`);
  world.repositories.delete(formerKey);
  world.formerNames.delete(key);
  world.formerNames.set(formerKey, repository);
  repository.name = name;
  world.repositories.set(key, repository);
  world.revision += 1;
}

/** Deletes a repository with its branches; its names are free. */
export function deleteRepository(world: World, repository: Repository): void {
  world.repositories.delete(toKey(repository.owner.login, repository.name));
  world.repositoriesById.delete(repository.id);
  for (const [name, former] of world.formerNames) {
    if (former === repository) world.formerNames.delete(name);
  }
  repository.branches.clear();
  repository.isDeleted = true;
  world.revision += 1;
}

/** `owner/name` in its canonical case. */
export function toFullName(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** The repository at the root of a network of forks. */
export function getNetworkRoot(repository: Repository): Repository {
  return repository.parent === undefined ? repository : getNetworkRoot(repository.parent);
}

/** The repository an account has in the same network of forks. */
export function findInNetwork(
  world: World,
  repository: Repository,
  owner: string,
): Repository | undefined {
  const login = owner.toLowerCase();
  if (repository.owner.login.toLowerCase() === login) return repository;
  const root = getNetworkRoot(repository);
  for (const candidate of world.repositoriesById.values()) {
    if (candidate.owner.login.toLowerCase() !== login) continue;
    if (getNetworkRoot(candidate) === root) return candidate;
  }
  return undefined;
}

/** Runs operations on a repository one at a time, so that a slow read cannot overwrite a newer one. */
export function runExclusively<T>(
  world: World,
  repository: Repository,
  operation: () => Promise<T>,
): Promise<T> {
  const result = (world.tails.get(repository.id) ?? Promise.resolve()).then(operation);
  world.tails.set(
    repository.id,
    result.catch(() => undefined),
  );
  return result;
}

function toKey(owner: string, name: string): string {
  return `${owner}/${name}`.toLowerCase();
}
