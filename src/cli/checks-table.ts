import type { Check } from '../contract/pull-request.ts';
import { type Cell, type Column, formatTable } from './table.ts';
import type { Style, Terminal } from './terminal.ts';

const columns: Column[] = [
  { title: 'STATE' },
  { title: 'NAME', minWidth: 12 },
  { title: 'REQUIRED', expendable: 2 },
  { title: 'DURATION', expendable: 1 },
  { title: 'LOG', expendable: 3 },
  { title: 'URL', minWidth: 10, expendable: 4 },
];

const order: readonly Check['state'][] = ['failed', 'pending', 'passed', 'skipped'];
const styles: Record<Check['state'], Style> = {
  failed: 'red',
  pending: 'yellow',
  passed: 'green',
  skipped: 'dim',
};

/** Failed checks first, and of these the required ones. */
export function sortChecks(checks: readonly Check[]): Check[] {
  return checks.toSorted(
    (one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name),
  );
}

function rank({ state, required }: Check): number {
  return order.indexOf(state) * 2 + (required ? 0 : 1);
}

export async function formatChecksTable(
  checks: readonly Check[],
  terminal: Pick<Terminal, 'columns' | 'paint'>,
  nowMs: number,
): Promise<string> {
  return formatTable(
    columns,
    checks.map((check) => toCells(check, nowMs)),
    terminal,
  );
}

function toCells(check: Check, nowMs: number): Cell[] {
  const { state, name, required, url, log } = check;
  return [
    { text: state, style: styles[state] },
    { text: name },
    { text: required === null ? '?' : required ? 'yes' : 'no' },
    { text: formatDuration(check, nowMs) },
    { text: log ? 'yes' : '—', style: 'dim' },
    { text: url ?? '—', style: 'dim' },
  ];
}

/** `1m 5s`; of a running check, so far. */
function formatDuration({ started_at, completed_at }: Check, nowMs: number): string {
  if (started_at === null) return '—';
  const endMs = completed_at === null ? nowMs : Date.parse(completed_at);
  const seconds = Math.max(0, Math.round((endMs - Date.parse(started_at)) / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours > 0) return `${hours}h ${minutes % 60}m`;
  return minutes > 0 ? `${minutes}m ${seconds % 60}s` : `${seconds}s`;
}
