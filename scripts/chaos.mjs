// `npm run chaos`: kills replicas, cuts connections and disturbs the forge, and checks that nothing is lost.
// `--minutes 10` or `--kills 100` bound a run, and `--seed` makes its choices again. See CONTRIBUTING.md.
import { runBundled } from './bundle-program.mjs';

await runBundled('chaos', {
  chaos: 'test/chaos/main.ts',
  'chaos-forge': 'test/chaos/forge-process.ts',
});
