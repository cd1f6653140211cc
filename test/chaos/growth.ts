import { readdirSync, readFileSync } from 'node:fs';
import type { Client } from 'pg';

/** What a run may not use more and more of. */
export interface Sample {
  /** By the name of the replica: resident megabytes and open file handles. */
  replicas: Record<string, { pid: number; megabytes: number; handles: number }>;
  connections: number;
  /** Rows and kilobytes by table. */
  tables: Record<string, { rows: number; kilobytes: number }>;
}

/** A log, whose length follows from what has happened. */
const logs = new Set([
  'tracked_branch_events',
  'webhook_deliveries',
  'quota_samples',
  'data_age_samples',
  'queue_samples',
  'settled_heads',
  'http_validators',
]);

export function readProcessUse(pid: number): { megabytes: number; handles: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes = '0'] = /^VmRSS:\s+(\d+)/m.exec(status) ?? [];
  return { megabytes: Number(kilobytes) / 1024, handles: readdirSync(`/proc/${pid}/fd`).length };
}

export async function readDatabaseUse(
  client: Client,
): Promise<Pick<Sample, 'connections' | 'tables'>> {
  const connections = await client.query(
    `SELECT count(*)::integer AS count FROM pg_stat_activity
     WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  );
  const names = await client.query(
    `SELECT relname AS name, COALESCE(
       (SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree(oid)),
       pg_total_relation_size(oid)) / 1024 AS kilobytes FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
     ORDER BY relname`,
  );
  const tables: Sample['tables'] = {};
  for (const { name, kilobytes } of names.rows) {
    const counted = await client.query(`SELECT count(*)::integer AS count FROM public."${name}"`);
    tables[name] = { rows: counted.rows[0].count, kilobytes: Number(kilobytes) };
  }
  return { connections: connections.rows[0].count, tables };
}

/** What grew without bound between samples that are spread over a run; too few say nothing. */
export function findGrowth(samples: readonly Sample[]): string[] {
  if (samples.length < 8) return [];
  const quarter = Math.floor(samples.length / 4);
  // The first samples are of caches that fill.
  const early = samples.slice(quarter, 2 * quarter);
  const late = samples.slice(-quarter);
  const compare = (name: string, read: (sample: Sample) => number | undefined, allowed: number) => {
    const [before, after] = [early, late].map((part) =>
      median(part.flatMap((each) => read(each) ?? [])),
    );
    const isGrown = before !== undefined && after !== undefined && after > 1.5 * before + allowed;
    return isGrown ? [`${name} grew from ${Math.round(before)} to ${Math.round(after)}`] : [];
  };
  const names = Object.keys(samples.at(-1)?.replicas ?? {});
  const tables = Object.keys(samples.at(-1)?.tables ?? {}).filter((name) => !logs.has(name));
  return [
    ...names.flatMap((name) => [
      ...compare(`memory of ${name}`, ({ replicas }) => replicas[name]?.megabytes, 60),
      ...compare(`file handles of ${name}`, ({ replicas }) => replicas[name]?.handles, 30),
    ]),
    ...compare('connections', ({ connections }) => connections, 15),
    ...tables.flatMap((name) => compare(`rows of ${name}`, (one) => one.tables[name]?.rows, 200)),
  ];
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

/** The first and the last sample side by side. */
export function formatGrowth(first: Sample, last: Sample): string {
  const line = (name: string, before?: string | number, after?: string | number) =>
    `  ${name.padEnd(34)} ${String(before ?? '').padStart(14)} ${String(after ?? '').padStart(14)}`;
  const use = (sample: Sample, name: string) => {
    const found = sample.replicas[name];
    return found && `${Math.round(found.megabytes)} MB, ${found.handles} fd`;
  };
  const size = (sample: Sample, name: string) => {
    const found = sample.tables[name];
    return found && `${found.rows}, ${found.kilobytes} kB`;
  };
  return [
    line('', 'start', 'end'),
    ...Object.keys(last.replicas).map((name) => line(name, use(first, name), use(last, name))),
    line('connections', first.connections, last.connections),
    ...Object.keys(last.tables).map((name) => line(name, size(first, name), size(last, name))),
  ].join('\n');
}
