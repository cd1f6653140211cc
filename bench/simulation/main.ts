import { parseArgs } from 'node:util';
import { withoutWebhooks, withPromptWebhooks, withWebhooks } from './policies/afterpush.ts';
import { pollingPeer } from './policies/polling-peer.ts';
import { reference } from './policies/reference.ts';
import { printTable } from './report/print-table.ts';
import { summarize } from './report/summarize.ts';
import { writeDocs } from './report/write-docs.ts';
import { type Result, simulate } from './simulate.ts';
import { generateTrace } from './trace/generate-trace.ts';

const { values } = parseArgs({
  args: process.argv.slice(process.argv[2] === 'full' ? 3 : 2),
  options: {
    branches: { type: 'string', default: '100' },
    seeds: { type: 'string', default: '1,2' },
    policy: { type: 'string', default: '' },
    /** Print only. */
    dry: { type: 'boolean', default: false },
  },
});
const branchCount = Number(values.branches);
const seeds = values.seeds.split(',').map(Number);
const policies = [withoutWebhooks, withWebhooks, withPromptWebhooks, reference, pollingPeer].filter(
  ({ name }) => name.toLowerCase().includes(values.policy.toLowerCase()),
);

const results = new Map<string, Result[]>(policies.map(({ name }) => [name, []]));
let changeCount = 0;
for (const seed of seeds) {
  const trace = generateTrace(seed, branchCount);
  changeCount += trace.changes.length;
  for (const policy of policies) {
    const startedAt = performance.now();
    results.get(policy.name)?.push(await simulate(trace, policy));
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    console.error(`seed ${seed}, ${policy.name}: ${seconds} s`);
  }
}
const summaries = [...results.values()].map(summarize);
printTable(summaries);
if (!values.dry && values.policy === '') {
  writeDocs({ branchCount, seeds, changeCount, summaries });
}
process.exit(0);
