import { symlinkSync } from 'node:fs';
import type { DemoForge } from '../../demo/forge/demo-forge.ts';
import { ensureAccount } from '../../demo/forge/world/accounts.ts';
import type { Protection, Repository } from '../../demo/forge/world/records.ts';
import { getRepository, registerRepository } from '../../demo/forge/world/repositories.ts';

/** A repository, a fork that agents push to, and a fork of somebody else. */
export interface Network {
  repository: Repository;
  fork: Repository;
  intruder: Repository;
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
export function createNetworks({ world }: DemoForge, round: number, count: number): Network[] {
  const { directory, branches } = getRepository(world, template);
  return Array.from({ length: count }, (_, index) => {
    const name = `app-${round}-${index}`;
    const create = (login: string, parent?: Repository) => {
      const owner = ensureAccount(world, { login });
      const created = registerRepository(world, owner, { owner: login, name }, parent);
      created.branches.set('main', branches.get('main') ?? '');
      symlinkSync(directory, created.directory);
      return created;
    };
    const repository = create('acme');
    repository.protection = protections[index % protections.length];
    return {
      repository,
      fork: create('forker', repository),
      intruder: create('mallory', repository),
    };
  });
}

/** Forgets the repositories of a round. */
export function clearNetworks({ world }: DemoForge): void {
  const kept = getRepository(world, template);
  world.repositories.clear();
  world.repositories.set(template, kept);
  for (const map of [world.repositoriesById, world.formerNames]) map.clear();
  for (const map of [world.comparisons, world.mergeability]) map.clear();
}
