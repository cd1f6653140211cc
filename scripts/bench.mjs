// The figures of docs/benchmarks.md: `npm run bench`, `bench:web`, `bench:pushes`, `bench:full`, and `npm run bench --`
// with `rows` or `updates`.
import { runBundled } from './bundle-program.mjs';

const programs = {
  web: 'bench/web/main.ts',
  pushes: 'bench/push-ways.ts',
  full: 'bench/simulation/main.ts',
  rows: 'bench/row-scale.ts',
  updates: 'bench/row-updates.ts',
};
const program = programs[process.argv[2]] ?? 'bench/main.ts';
const name = process.argv[2] in programs ? `bench-${process.argv[2]}` : 'bench';

await runBundled(name, { [name]: program, 'bench-forge': 'bench/forge-process.ts' });
