import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, cpus, platform } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../../src/platform/package-root.ts';
import { latencyMs } from '../forge/latency.ts';
import { lostShare } from '../policies/webhook-deliveries.ts';
import { drawCost, drawStaleness } from './draw-plots.ts';
import { formatPercentiles, formatShare } from './print-table.ts';
import type { Summary } from './summarize.ts';

export interface Run {
  branchCount: number;
  seeds: readonly number[];
  changeCount: number;
  summaries: readonly Summary[];
}

const [begin, end] = ['<!-- simulation: begin -->', '<!-- simulation: end -->'];

/** Replaces the generated section of docs/benchmarks.md, and its plots. */
export function writeDocs(run: Run): void {
  const images = join(packageRoot, 'docs/images');
  writeFileSync(join(images, 'staleness.svg'), drawStaleness(run.summaries));
  writeFileSync(join(images, 'cost.svg'), drawCost(run.summaries));
  const path = join(packageRoot, 'docs/benchmarks.md');
  writeFileSync(path, replaceSection(readFileSync(path, 'utf8'), formatRun(run)));
}

/** What stands outside the two marks stays as it is. */
export function replaceSection(document: string, section: string): string {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error('docs/benchmarks.md has lost the marks of its section');
  return `${document.slice(0, from + begin.length)}\n\n${section}\n\n${document.slice(to)}`;
}

function formatRun({ branchCount, seeds, changeCount, summaries }: Run): string {
  const table = (rows: readonly (readonly [string, (summary: Summary) => string])[]) =>
    [
      formatRow(['', ...summaries.map(({ policy }) => policy)]),
      formatRow(['---', ...summaries.map(() => '---')]),
      ...rows.map(([name, format]) => formatRow([name, ...summaries.map(format)])),
    ].join('\n');
  const kinds = summaries[0]?.kinds ?? [];
  const staleness = table([
    ['**all changes**', ({ all }) => formatPercentiles(all)],
    ...kinds.map(({ kind }, index) => {
      const format = (one: Summary) => formatPercentiles(one.kinds[index]?.staleness);
      return [kind, format] as const;
    }),
  ]);
  const cost = table([
    ['REST requests, charged', ({ cost: { rest } }) => rest.toFixed(1)],
    [
      'REST requests, with free ones (304)',
      ({ cost: { restRequests } }) => restRequests.toFixed(1),
    ],
    ['GraphQL points', ({ cost: { points } }) => points.toFixed(1)],
    ['share of 5,000 REST requests an hour', ({ shares }) => formatShare(shares.rest)],
    ['share of 5,000 GraphQL points an hour', ({ shares }) => formatShare(shares.graphql)],
    ['share of 900 REST points, busiest minute', ({ shares }) => formatShare(shares.restMinute)],
    ['refused by a limit', ({ refused }) => String(refused)],
    ['wrong or missing at the end', ({ faults }) => String(faults.length)],
  ]);
  return `${describeMachine()} Seeds ${seeds.join(', ')}: for each, ${branchCount} tracked branches of one token
and one hour; ${changeCount.toLocaleString('en')} changes in total. A REST request takes ${latencyMs.get} ms, a query ${latencyMs.send} ms, a delivery 100 to
900 ms, or none where webhooks arrive at once, and ${formatShare(lostShare)} of the deliveries are lost.

Seconds from the change at the forge to the stored row, p50 / p95 / p99 / max:

${staleness}

![Staleness by kind of change and policy](images/staleness.svg)

Per open pull request and hour, and the share of one token's limits:

${cost}

![Cost by policy](images/cost.svg)

What is charged, per open pull request and hour:

${summaries.map(formatRoutes).join('\n')}`;
}

function formatRoutes({ policy, routes }: Summary): string {
  const parts = routes.map(({ name, charged }) => `${name} ${charged.toFixed(2)}`);
  return `- ${policy}: ${parts.join(', ')}`;
}

function formatRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function describeMachine(): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: packageRoot });
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} cores, ${platform()} ${arch()}, Node ${process.versions.node}`;
  return `Commit ${commit.toString().trim()}, ${date}, ${machine}.`;
}
