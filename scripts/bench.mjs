// `npm run bench`, `bench:web`, `bench:pushes`, `bench:full` and `bench -- rows`: the figures of docs/benchmarks.md.
import { runBundled } from './bundle-program.mjs';

const programs = {
  web: 'bench/web/main.ts',
  pushes: 'bench/push-ways.ts',
  full: 'bench/simulation/main.ts',
  rows: 'bench/row-scale.ts',
};
const program = programs[process.argv[2]] ?? 'bench/main.ts';
const name = process.argv[2] in programs ? `bench-${process.argv[2]}` : 'bench';

await runBundled(name, { [name]: program, 'bench-forge': 'bench/forge-process.ts' });
