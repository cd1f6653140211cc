import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startAfterpush } from '../test/support/afterpush-process.ts';

export interface ProcessReading {
  rssMegabytes: number;
  cpuSeconds: number;
}

/** Reads the memory and CPU time of a process from /proc (Linux). */
export function readProcess(pid: number | undefined): ProcessReading {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const rss = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0);
  // The command may contain spaces. After it, utime and stime are the 12th and 13th fields.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const ticks = Number(fields[11]) + Number(fields[12]);
  const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  return { rssMegabytes: rss / 1_024, cpuSeconds: ticks / ticksPerSecond };
}

export interface FootprintResult {
  startMs: number;
  rssMegabytes: number;
  /** Share of one core while idle. */
  idleCpu: number;
}

const idleSeconds = 20;
// Work that follows the start, such as compilation and the first maintenance, is not measured.
const settleSeconds = 30;

/** Measures a server with the embedded database after its start and while idle. */
export async function measureFootprint(): Promise<FootprintResult> {
  const startedAt = performance.now();
  await using server = await startAfterpush();
  const startMs = performance.now() - startedAt;
  await delay(settleSeconds * 1_000);
  const before = readProcess(server.process.pid);
  await delay(idleSeconds * 1_000);
  const after = readProcess(server.process.pid);
  return {
    startMs,
    rssMegabytes: after.rssMegabytes,
    idleCpu: (after.cpuSeconds - before.cpuSeconds) / idleSeconds,
  };
}
