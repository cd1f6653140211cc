import { paymentsJobs } from './jobs/payments.ts';
import { pipelineJobs } from './jobs/pipeline.ts';
import { searchJobs } from './jobs/search.ts';
import { storefrontJobs } from './jobs/storefront.ts';
import type { Job } from './steps.ts';

/** The jobs of the demo. Together they show every state within 45 seconds. */
export const jobs: readonly Job[] = [
  ...storefrontJobs,
  ...paymentsJobs,
  ...pipelineJobs,
  ...searchJobs,
];
