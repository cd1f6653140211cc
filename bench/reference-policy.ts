import { setTimeout as delay } from 'node:timers/promises';
import type { BenchForge } from './forge-client.ts';

/**
 * Models the worker that Afterpush is compared with: a tick every 10 s, at most 50 rows per tick, 10 in
 * parallel, two REST requests per row (the pull request and its reviews), no conditional requests, and
 * no wake-up by a push signal.
 */
const tickMs = 10_000;
export const referenceRowsPerTick = 50;
const parallel = 10;

export interface ReferenceResult {
  rowsPerSecond: number;
  /** From a push at a random moment to the next check. */
  pushToCheckP95Ms: number;
}

export async function runReference(forge: BenchForge, ticks: number): Promise<ReferenceResult> {
  const startedAt = performance.now();
  let next = 0;
  for (let tick = 0; tick < ticks; tick += 1) {
    const endsAt = startedAt + (tick + 1) * tickMs;
    const rows = Array.from({ length: referenceRowsPerTick }, () => next++);
    const queue = [...rows];
    await Promise.all(
      Array.from({ length: parallel }, async () => {
        for (let row = queue.shift(); row !== undefined; row = queue.shift()) {
          await refreshRow(forge, row);
        }
      }),
    );
    await delay(Math.max(0, endsAt - performance.now()));
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  return { rowsPerSecond: next / seconds, pushToCheckP95Ms: tickMs * 0.95 };
}

async function refreshRow(forge: BenchForge, row: number): Promise<void> {
  const branch = forge.branches[row % forge.branches.length];
  if (!branch) return;
  const pull = `${forge.apiBaseUrl}/repos/${branch.repository}/pulls/${branch.number}`;
  for (const url of [pull, `${pull}/reviews?per_page=100`]) {
    const response = await fetch(url, { headers: { authorization: 'Bearer token-of-ada' } });
    if (!response.ok) throw new Error(`the forge returned ${response.status}`);
    await response.json();
  }
}
