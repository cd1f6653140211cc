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

/** The repositories of the demo and what their main branches hold at the start. */
export const seedRepositories = {
  storefront: {
    description: 'The shop that customers see',
    message: 'Start the shop',
    files: storefrontFiles,
    protection: { approvals: 1, checks: ['build', 'test (ubuntu)'], upToDate: true },
  },
  payments: {
    description: 'Invoices, taxes and reminders',
    message: 'Start billing',
    files: paymentsFiles,
    protection: { approvals: 1, checks: ['build', 'test'] },
  },
  pipeline: {
    description: 'Brings the day into the warehouse, every night',
    message: 'Start the importer',
    files: pipelineFiles,
    protection: { upToDate: true },
  },
  search: {
    description: 'Finds what customers mean',
    message: 'Start the index',
    files: searchFiles,
    protection: { approvals: 1, checks: ['test'] },
  },
} as const satisfies Readonly<Record<string, SeedRepository>>;

/** Names one of them. */
export type SeedRepositoryName = keyof typeof seedRepositories;
