// `npm run bench:web`: the page in a browser, beside what the browser does without it.
import { runBench } from './run-bench.mjs';

await runBench('bench-web', 'bench/web/main.ts');
