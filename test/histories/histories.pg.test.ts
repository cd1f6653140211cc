import { expect, test } from 'vitest';
import { historiesPerRound } from './cast.ts';
import { type Fault, Round } from './round.ts';

/** As many as one core runs in about 20 s; `npm run test:histories` runs 10,000. */
const usualCount = 100;

const { AFTERPUSH_SEED, AFTERPUSH_FIRST_SEED, AFTERPUSH_HISTORIES } = process.env;
const isAlone = AFTERPUSH_SEED !== undefined;
const count = isAlone ? 1 : Number(AFTERPUSH_HISTORIES ?? usualCount);
const first = Number((isAlone ? AFTERPUSH_SEED : AFTERPUSH_FIRST_SEED) ?? 0);
const last = first + count - 1;

const toRound = (seed: number) => Math.floor(seed / historiesPerRound);
const isWanted = ({ seed }: Fault) => seed === undefined || (seed >= first && seed <= last);

async function runRound(number: number, size?: number) {
  await using round = await Round.open(number, size);
  await round.run();
  return { faults: round.faults.filter(isWanted), fingerprint: round.fingerprint };
}

test.runIf(count > usualCount)('the same seed replays the same history', async () => {
  const { fingerprint } = await runRound(0, 10);
  expect((await runRound(0, 10)).fingerprint).toBe(fingerprint);
});

test(`S13-S16: ${count} random histories never show what is not true, and end at what is`, {
  timeout: 6 * 3_600_000,
}, async () => {
  const faults: Fault[] = [];
  for (let number = toRound(first); number <= toRound(last); number += 1) {
    const ended = await runRound(number);
    faults.push(...ended.faults);
    for (const { message } of ended.faults) console.log(message);
    const until = Math.min(last, (number + 1) * historiesPerRound - 1);
    console.log(`seeds ${first} to ${until}: ${faults.length} faults (${ended.fingerprint})`);
  }
  expect(faults).toEqual([]);
});
