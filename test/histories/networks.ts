import { symlinkSync } from 'node:fs';
import type { DemoForge } from '../../demo/forge/demo-forge.ts';
import { ensureAccount } from '../../demo/forge/world/accounts.ts';
import type { Protection, Repository } from '../../demo/forge/world/records.ts';
import {
  deleteRepository,
  getRepository,
  registerRepository,
  renameRepository,
} from '../../demo/forge/world/repositories.ts';
import type { Random } from './random.ts';

/** A repository, a fork that agents push to, and a fork of somebody else. */
export interface Network {
  repository: Repository;
  fork: Repository;
  intruder: Repository;
  /** Other repositories that have taken over a former name of the first two. */
  takers: Repository[];
}

const protections: readonly (Protection | undefined)[] = [
  undefined,
  { checks: ['test'] },
  { checks: ['test', 'build'] },
  { approvals: 1 },
  { rulesetChecks: ['build'] },
  { checks: ['deploy'] },
  { approvals: 2, checks: ['test'] },
];

const template = 'acme/template';

/** Creates one real repository with one commit, for what the forge reads with git. */
export async function createTemplate(forge: DemoForge): Promise<void> {
  ensureAccount(forge.world, { login: 'acme' });
  await forge.createRepository({ owner: 'acme', name: 'template' });
  await forge.commit(template, [{ branch: 'main', files: { 'README.md': '# App\n' } }]);
}

/** The repositories of one round, each with other rules. */
export function createNetworks(forge: DemoForge, round: number, count: number): Network[] {
  return Array.from({ length: count }, (_, index) => {
    const name = `app-${round}-${index}`;
    const create = (login: string, parent?: Repository) =>
      createTwin(forge, { owner: ensureAccount(forge.world, { login }), name }, parent);
    const repository = create('acme');
    repository.protection = protections[index % protections.length];
    const other = protections[(index + 2) % protections.length] ?? {};
    repository.branchProtections.set('release', other);
    repository.branches.set('release', repository.branches.get('main') ?? '');
    return {
      repository,
      fork: create('forker', repository),
      intruder: create('mallory', repository),
      takers: [],
    };
  });
}

type Named = Pick<Repository, 'owner' | 'name'>;

/** Renames a repository or a fork; its former name leads to it until another repository takes it. */
export function renameOne(
  { world }: DemoForge,
  networks: readonly Network[],
  random: Random,
): void {
  const network = networks[random.below(networks.length)];
  const repository = network?.[random.pick(['repository', 'repository', 'fork'])];
  if (repository && !repository.isDeleted)
    renameRepository(world, repository, `${repository.name}-renamed`);
}

/** Deletes the fork of one; its pull requests stay. Returns the fork. */
export function deleteFork({ world }: DemoForge, networks: readonly Network[], random: Random) {
  const fork = networks[random.below(networks.length)]?.fork;
  if (!fork || fork.isDeleted) return undefined;
  deleteRepository(world, fork);
  return fork;
}

/** Creates another repository with the former name of one; undefined when none was renamed. */
export function takeOverOne(forge: DemoForge, networks: readonly Network[], random: Random) {
  const { world } = forge;
  const former = [...world.formerNames].flatMap(([name, repository]) => {
    const index = networks.findIndex((each) => isOf(each, repository));
    return index === -1 ? [] : [{ name, repository, index }];
  });
  const taken = former[random.below(former.length)];
  if (!taken) return undefined;
  const { owner } = taken.repository;
  const name = taken.name.slice(owner.login.length + 1);
  networks[taken.index]?.takers.push(createTwin(forge, { owner, name }));
  return taken;
}

function isOf({ repository, fork }: Network, one: Repository): boolean {
  return one === repository || one === fork;
}

function createTwin({ world }: DemoForge, { owner, name }: Named, parent?: Repository): Repository {
  const { directory, branches } = getRepository(world, template);
  const created = registerRepository(world, owner, { owner: owner.login, name }, parent);
  created.branches.set('main', branches.get('main') ?? '');
  symlinkSync(directory, created.directory);
  return created;
}
