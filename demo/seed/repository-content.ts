import type { Protection } from '../forge/world/records.ts';
import { paymentsFiles } from './payments-content.ts';
import { pipelineFiles } from './pipeline-content.ts';
import { searchFiles } from './search-content.ts';
import { storefrontFiles } from './storefront-content.ts';

/** A demo repository: its content, and the rules of its main branch. */
export interface SeedRepository {
  description: string;
  /** The message of its first commit. */
  message: string;
  files: Readonly<Record<string, string | Buffer>>;
  protection: Protection | undefined;
}

/** The demo's repositories and the initial content of their main branches. */
export const seedRepositories = {
  storefront: {
    description: 'The shop that customers see',
    message: 'Initial version of the shop',
    files: storefrontFiles,
    protection: { approvals: 1, checks: ['build', 'test (ubuntu)'], upToDate: true },
  },
  payments: {
    description: 'Invoices, taxes and reminders',
    message: 'Initial version of billing',
    files: paymentsFiles,
    protection: { approvals: 1, checks: ['build', 'test'] },
  },
  pipeline: {
    description: "Loads each day's data into the warehouse overnight",
    message: 'Initial version of the importer',
    files: pipelineFiles,
    protection: { upToDate: true },
  },
  search: {
    description: 'Product search for the shop',
    message: 'Initial version of the index',
    files: searchFiles,
    protection: { approvals: 1, checks: ['test'] },
  },
} as const satisfies Readonly<Record<string, SeedRepository>>;

/** The name of one of them. */
export type SeedRepositoryName = keyof typeof seedRepositories;
