import type { Protection } from '../forge/world/merge-state.ts';
import { appFiles } from './app-content.ts';
import { billingFiles } from './billing-content.ts';
import { etlFiles } from './etl-content.ts';

/** A repository of the demo: its history, and what its main branch asks of pull requests. */
export interface SeedRepository {
  commits: readonly SeedCommit[];
  protection: Protection | undefined;
}

/** A commit of a repository's history. */
export interface SeedCommit {
  message: string;
  files: Readonly<Record<string, string>>;
}

/** The repositories of the demo and what their main branches hold at the start. */
export const seedRepositories: Readonly<Record<string, SeedRepository>> = {
  app: {
    commits: [
      { message: 'Start the application', files: appFiles },
      {
        message: 'Lock the dependencies',
        files: { 'package-lock.json': toLockFile(['fastify', 'pino', 'zod']) },
      },
    ],
    protection: { approvals: 1, checks: ['build', 'test'], upToDate: true },
  },
  billing: {
    commits: [{ message: 'Start billing', files: billingFiles }],
    protection: { approvals: 1, checks: ['build', 'test'] },
  },
  etl: {
    commits: [{ message: 'Start the importer', files: etlFiles }],
    protection: { upToDate: true },
  },
};

/** The text of a lock file; each release of the demo's packages changes many of its lines. */
export function toLockFile(packages: readonly string[], release = 1): string {
  const entries = packages.map((name, at) => [
    `node_modules/${name}`,
    { version: `${release}.${at}.0`, integrity: `sha512-${name}${release}${'A'.repeat(24)}==` },
  ]);
  return `${JSON.stringify({ packages: Object.fromEntries(entries) }, null, 2)}\n`;
}
