import { randomBytes } from 'node:crypto';
import type { DemoForge } from '../forge/demo-forge.ts';
import { seedRepositories } from './repository-content.ts';

/** An account and a token that acts for it. */
export interface DemoAccount {
  login: string;
  token: string;
}

/** Everybody in the demo. */
export interface DemoPeople {
  /** The person who uses the product: their token is the one to link. */
  person: DemoAccount;
  /** The login coding agents use for `pr create`: another one, as in real life. */
  agent: DemoAccount;
  reviewers: readonly [DemoAccount, DemoAccount];
  checks: DemoAccount;
}

/** Creates the demo's accounts and repositories: `acme/app`, `acme/billing`, `acme/etl`, a fork. */
export async function seedDemoWorld(forge: DemoForge): Promise<DemoPeople> {
  forge.createAccount({ login: 'acme', name: 'Acme', type: 'Organization' });
  const people: DemoPeople = {
    person: createAccount(forge, 'robin', 'Robin Berg'),
    agent: createAccount(forge, 'acme-agent', 'Acme Agent'),
    reviewers: [
      createAccount(forge, 'mira', 'Mira Okafor'),
      createAccount(forge, 'jun', 'Jun Sato'),
    ],
    checks: createAccount(forge, 'acme-ci', 'Acme CI'),
  };
  const { person, agent, reviewers, checks } = people;
  for (const [name, { commits, protection }] of Object.entries(seedRepositories)) {
    const repository = `acme/${name}`;
    await forge.createRepository({ owner: 'acme', name, private: true });
    await forge.commit(
      repository,
      commits.map((commit) => ({ ...commit, branch: 'main', author: 'mira' })),
    );
    for (const { login } of [person, agent, ...reviewers, checks]) {
      forge.allowPush(repository, login);
    }
    forge.allowAdministration(repository, person.login);
    forge.protect(repository, protection);
  }
  const fork = await forge.forkRepository('acme/etl', person.login);
  for (const { login } of [agent, ...reviewers]) forge.allowPush(fork, login);
  return people;
}

function createAccount(forge: DemoForge, login: string, name: string): DemoAccount {
  const token = `demo_${randomBytes(16).toString('hex')}`;
  forge.createAccount({ login, name, tokens: [token] });
  return { login, token };
}
