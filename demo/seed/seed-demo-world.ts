import { randomBytes } from 'node:crypto';
import type { DemoForge } from '../forge/demo-forge.ts';
import { type SeedRepository, seedRepositories } from './repository-content.ts';

/** An account and a token that acts for it. */
export interface DemoAccount {
  login: string;
  name: string;
  token: string;
}

/** The accounts of the demo. */
export interface DemoPeople {
  /** The user of the product, whose token is linked to the forge. */
  person: DemoAccount;
  /** The logins that coding agents open pull requests with: not the user's, as in practice. */
  agents: readonly [DemoAccount, DemoAccount, DemoAccount];
  reviewers: readonly [DemoAccount, DemoAccount, DemoAccount, DemoAccount];
  checks: DemoAccount;
}

/** Creates the demo's accounts, the repositories of `acme`, and a fork. */
export async function seedDemoWorld(forge: DemoForge): Promise<DemoPeople> {
  forge.createAccount({ login: 'acme', name: 'Acme', type: 'Organization' });
  const people = createPeople(forge);
  for (const [name, content] of Object.entries(seedRepositories)) {
    await createRepository(forge, name, content, people);
  }
  const { person, agents, reviewers } = people;
  const fork = await forge.forkRepository('acme/pipeline', person.login);
  for (const { login } of [...agents, ...reviewers]) forge.allowPush(fork, login);
  return people;
}

function createPeople(forge: DemoForge): DemoPeople {
  const create = (login: string, name: string): DemoAccount => {
    const token = `demo_${randomBytes(16).toString('hex')}`;
    forge.createAccount({ login, name, tokens: [token] });
    return { login, name, token };
  };
  return {
    person: create('robin', 'Robin Berg'),
    agents: [
      create('acme-agent', 'Acme Agent'),
      create('fern-agent', 'Fern'),
      create('night-shift', 'Night Shift'),
    ],
    reviewers: [
      create('mira', 'Mira Okafor'),
      create('jun', 'Jun Sato'),
      create('lenka', 'Lenka Dvořáková'),
      create('tomas', 'Tomás Ruiz'),
    ],
    checks: create('acme-ci', 'Acme CI'),
  };
}

async function createRepository(
  forge: DemoForge,
  name: string,
  { description, message, files, protection }: SeedRepository,
  { person, agents, reviewers, checks }: DemoPeople,
): Promise<void> {
  const repository = `acme/${name}`;
  await forge.createRepository({ owner: 'acme', name, description, private: true });
  await forge.commit(repository, [{ branch: 'main', author: 'mira', message, files }]);
  for (const { login } of [person, ...agents, ...reviewers, checks]) {
    forge.allowPush(repository, login);
  }
  forge.allowAdministration(repository, person.login);
  forge.protect(repository, protection);
}

/** Installs a webhook in every repository: all events, to `url`, signed with `secret`. */
export function installDemoHooks(
  forge: Pick<DemoForge, 'createHook' | 'listRepositories'>,
  { url, secret }: { url: string; secret: string },
): void {
  for (const repository of forge.listRepositories()) forge.createHook({ repository, url, secret });
}
