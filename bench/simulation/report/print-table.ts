import { formatSeconds, type Percentiles, type Summary } from './summarize.ts';

const nameWidth = 34;
const columnWidth = 26;

/** Prints staleness and cost, one column per policy. */
export function printTable(summaries: readonly Summary[]): void {
  const each = (name: string, format: (summary: Summary) => string) =>
    printRow(name, summaries.map(format));
  each('', ({ policy }) => policy);
  console.log('Staleness in seconds: p50 / p95 / p99 / max');
  each('  all', ({ all }) => formatPercentiles(all));
  for (const [index, { kind }] of (summaries[0]?.kinds ?? []).entries()) {
    each(`  ${kind}`, ({ kinds }) => formatPercentiles(kinds[index]?.staleness));
  }
  console.log('Per open pull request and hour');
  each('  REST requests, charged', ({ cost }) => cost.rest.toFixed(1));
  each('  REST requests, with free ones', ({ cost }) => cost.restRequests.toFixed(1));
  each('  GraphQL points', ({ cost }) => cost.points.toFixed(1));
  console.log("Share of one token's limits");
  each('  REST and GraphQL, per hour', ({ shares }) =>
    [shares.rest, shares.graphql].map(formatShare).join(', '),
  );
  each('  REST and GraphQL, busiest minute', ({ shares }) =>
    [shares.restMinute, shares.graphqlMinute].map(formatShare).join(', '),
  );
  each('  requests at once', ({ shares }) => formatShare(shares.concurrent));
  each('Refused by a limit', ({ refused }) => String(refused));
  each('Wrong or missing at the end', ({ faults }) => String(faults.length));
  for (const { policy, routes, faults } of summaries) {
    console.log(`\n${policy}: charged per pull request and hour`);
    for (const { name, charged } of routes)
      console.log(`  ${name.padEnd(50)} ${charged.toFixed(2)}`);
    for (const fault of faults.slice(0, 10)) console.log(`  wrong: ${fault}`);
  }
}

function printRow(name: string, cells: readonly string[]): void {
  console.log(name.padEnd(nameWidth) + cells.map((cell) => cell.padEnd(columnWidth)).join(''));
}

export function formatPercentiles(staleness: Percentiles | undefined): string {
  if (!staleness) return 'not shown';
  if (staleness.count === 0) return 'none';
  const { p50, p95, p99, max } = staleness;
  return [p50, p95, p99, max].map(formatSeconds).join(' / ');
}

export function formatShare(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
