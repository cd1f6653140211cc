// `npm run chaos`: kills replicas, cuts connections and disturbs the forge, and checks that nothing is lost.
import { runBundled } from './bundle-program.mjs';
import { parseCommandLine } from './command-line.mjs';

const usage = `Usage: npm run chaos -- [options]

Kills replicas, cuts connections and disturbs the forge, and checks that nothing is lost. See CONTRIBUTING.md.

Options:
  --minutes <number>  end after this time (default: 5, or never with --kills)
  --kills <number>    end after so many kills
  --seed <number>     make the choices of an earlier run again
  --no-disk           skip the check with a full disk
  --verbose           print everything that happens
  --help              print this

Examples:
  npm run chaos -- --minutes 30
  npm run chaos -- --kills 100 --seed 7`;

parseCommandLine(usage, {
  allowNegative: true,
  numbers: ['minutes', 'kills', 'seed'],
  options: {
    minutes: { type: 'string' },
    kills: { type: 'string' },
    seed: { type: 'string' },
    disk: { type: 'boolean' },
    verbose: { type: 'boolean' },
  },
});
await runBundled('chaos', {
  chaos: 'test/chaos/main.ts',
  'chaos-forge': 'test/chaos/forge-process.ts',
});
