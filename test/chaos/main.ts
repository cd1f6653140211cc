import { parseArgs } from 'node:util';
import { checkFullDisk } from './full-disk.ts';
import { runChaos } from './run.ts';

// The first ones cause the others.
const mostPrinted = 10;

const { values } = parseArgs({
  allowNegative: true,
  options: {
    minutes: { type: 'string' },
    kills: { type: 'string' },
    seed: { type: 'string' },
    disk: { type: 'boolean', default: true },
    verbose: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const minutes = Number(values.minutes ?? (values.kills === undefined ? 5 : Infinity));
const kills = Number(values.kills ?? Infinity);

console.log(`seed ${seed} (npm run chaos -- --seed ${seed})`);
const faults = [
  ...(values.disk ? await checkFullDisk() : []),
  ...(await runChaos({ seed, minutes, kills, isVerbose: values.verbose })),
];
for (const fault of faults.slice(0, mostPrinted)) console.log(`FAULT ${fault}`);
console.log(
  faults.length === 0 ? `seed ${seed}: no fault` : `seed ${seed}: ${faults.length} faults`,
);
process.exit(faults.length === 0 ? 0 : 1);
