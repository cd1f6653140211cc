// `npm run bench`: what is published in docs/benchmarks.md, beside the reference policy.
import { runBench } from './run-bench.mjs';

await runBench('bench', 'bench/main.ts');
