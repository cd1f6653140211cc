import { afterAll, beforeAll, expect, test } from 'vitest';
import { Histories, historiesPerRound } from './round.ts';

/** As many as one core runs in about 20 s; `npm run test:histories` runs 10,000. */
const usualCount = 100;

const { AFTERPUSH_SEED, AFTERPUSH_FIRST_SEED, AFTERPUSH_HISTORIES } = process.env;
const isAlone = AFTERPUSH_SEED !== undefined;
const count = isAlone ? 1 : Number(AFTERPUSH_HISTORIES ?? usualCount);
const first = Number((isAlone ? AFTERPUSH_SEED : AFTERPUSH_FIRST_SEED) ?? 0);

let histories: Histories;

beforeAll(async () => {
  histories = await Histories.open();
});

afterAll(() => histories[Symbol.asyncDispose]());

test(`S13-S16: ${count} random histories never show what is not true, and end at what is`, {
  timeout: 6 * 3_600_000,
}, async () => {
  const last = first + count - 1;
  const isWanted = (seed: number) => seed >= first && seed <= last;
  const toRound = (seed: number) => Math.floor(seed / historiesPerRound);
  let ran = 0;
  let printed = 0;
  for (let round = toRound(first); round <= toRound(last); round += 1) {
    ran += await histories.runRound(round, isWanted);
    for (const fault of histories.faults.slice(printed)) console.log(fault);
    printed = histories.faults.length;
    console.log(`${ran} histories from seed ${first}, ${printed} faults`);
  }
  expect(histories.faults).toEqual([]);
  expect(ran).toBe(count);
});
