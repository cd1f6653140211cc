// The figures of docs/benchmarks.md: `npm run bench`, `bench:web`, `bench:pushes`, `bench:full`, and `npm run bench --`
// with `rows` or `updates`.
import { runBundled } from './bundle-program.mjs';
import { exitWithUsage, parseCommandLine } from './command-line.mjs';

const usage = `Usage: npm run bench
       npm run bench:web
       npm run bench:pushes
       npm run bench:full -- [options]
       npm run bench -- rows [--million]
       npm run bench -- updates [number]

Measures the figures of docs/benchmarks.md: those of the server, of the page, of each way to push, and how stale
branches become in a simulated hour; \`rows\` and \`updates\` measure the database.

Options of bench:full:
  --branches <number>  how many branches are tracked (default: 100)
  --seeds <numbers>    the simulated hours (default: 1,2)
  --policy <name>      only policies with this in their name
  --dry                print the figures, and write none to docs/

Options of rows:
  --million            up to 1,000,000 rows instead of 100,000

Examples:
  npm run bench
  npm run bench:full -- --branches 200 --seeds 1
  npm run bench -- updates 200000`;

/** By the first argument. */
const programs = {
  web: { file: 'bench/web/main.ts' },
  pushes: { file: 'bench/push-ways.ts' },
  full: {
    file: 'bench/simulation/main.ts',
    numbers: ['branches'],
    options: {
      branches: { type: 'string' },
      seeds: { type: 'string' },
      policy: { type: 'string' },
      dry: { type: 'boolean' },
    },
  },
  rows: { file: 'bench/row-scale.ts', options: { million: { type: 'boolean' } } },
  updates: { file: 'bench/row-updates.ts', allowPositionals: true },
};
const [first = ''] = process.argv.slice(2);
const isNamed = first !== '' && !first.startsWith('-');
if (isNamed && !Object.hasOwn(programs, first))
  exitWithUsage(`There is no benchmark "${first}".`, usage);
const { file, ...config } = isNamed ? programs[first] : { file: 'bench/main.ts' };
const { positionals } = parseCommandLine(usage, {
  ...config,
  args: process.argv.slice(isNamed ? 3 : 2),
});
if (positionals.length > 1 || positionals.some((text) => !/^\d+$/.test(text)))
  exitWithUsage('The updates are one whole number.', usage);

const name = isNamed ? `bench-${first}` : 'bench';
await runBundled(name, { [name]: file, 'bench-forge': 'bench/forge-process.ts' });
