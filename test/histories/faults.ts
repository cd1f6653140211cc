import type { ArrangedSync } from './arrange.ts';
import type { ReadFault } from './gated-forge.ts';
import type { History } from './history.ts';
import type { Random } from './random.ts';
import { pickRouteFault } from './route-faults.ts';

/** Decides what goes wrong with the reads of each token until the next step. */
export function injectFaults(
  { gate, faults }: ArrangedSync,
  tokens: Iterable<string>,
  random: Random,
): void {
  gate.faults.clear();
  faults.clear();
  for (const token of tokens) {
    const fault = random.pick<ReadFault>([
      'none',
      'none',
      'none',
      'none',
      'unavailable',
      'rate_limited',
      'partial',
      'late_answer',
      'late_answer',
      'late_request',
      'flaky',
    ]);
    gate.faults.set(token, fault);
    faults.shares.set(token, fault === 'flaky' ? random.pick([0.1, 0.3, 0.7]) : 0);
    if (random.isTrue(0.12)) faults.routes.set(token, pickRouteFault(random));
  }
}

/** The clocks of the process, the forge and the database step, each on its own. */
export async function stepClocks(
  { time }: ArrangedSync,
  random: Random,
  histories: readonly History[],
): Promise<void> {
  if (random.isTrue(0.05)) time.clock.step(random.pick([-3_600_000, 3_600_000]));
  if (random.isTrue(0.05)) time.stepForge(random.pick([-600_000, 600_000]));
  if (random.isTrue(0.05)) {
    await time.stepDatabase(random.pick([-60_000, 60_000]));
    for (const history of histories) history.stepDatabase(time.databaseNow);
  }
}
