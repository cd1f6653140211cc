import type { Percentiles, Summary } from './summarize.ts';

const width = 760;
const left = 210;
const right = 30;
const lineHeight = 17;

/** Text and lines follow the scheme of the reader; the colours of the policies are legible in both. */
const style = `<style>
  text { font: 12px system-ui, sans-serif; fill: #1f2328; }
  .quiet { fill: #59636e; font-size: 11px; }
  .head { font-weight: 600; }
  .page { fill: #ffffff; }
  .grid { stroke: #d1d9e0; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .quiet { fill: #9198a1; } .page { fill: #0d1117; } .grid { stroke: #3d444d; }
  }
</style>`;
const colors = ['#1a7f64', '#2f81f7', '#d1762d', '#a371f7', '#d1477a', '#8a8f98'];

function pickColor(index: number): string {
  return colors[index % colors.length] ?? '#8a8f98';
}

function frame(height: number, title: string, parts: readonly string[]): string {
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">`;
  const page = `<rect class="page" width="${width}" height="${height}" rx="6"/>`;
  return `${[open, style, page, ...parts].join('\n')}\n</svg>\n`;
}

function write(x: number, y: number, text: string, attributes = ''): string {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escape(text)}</text>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

const ticks: readonly [number, string][] = [
  [100, '0.1 s'],
  [1_000, '1 s'],
  [10_000, '10 s'],
  [60_000, '1 min'],
  [600_000, '10 min'],
  [3_600_000, 'never'],
];
const [shortestMs, longestMs] = [50, 3_600_000];

/** What is never shown is at the end of the axis. */
function toX(ms: number): number {
  const bounded = Math.min(longestMs, Math.max(shortestMs, ms));
  const share = Math.log(bounded / shortestMs) / Math.log(longestMs / shortestMs);
  return left + share * (width - left - right);
}

/** The staleness of each kind of change, p50 to p99, with p95 and the longest; a logarithmic axis. */
export function drawStaleness(summaries: readonly Summary[]): string {
  const parts: string[] = [];
  let y = 58;
  const kinds = summaries[0]?.kinds.map(({ kind }) => kind) ?? [];
  const groups = [
    { name: 'all changes', find: ({ all }: Summary): Percentiles | undefined => all },
    ...kinds.map((kind) => ({
      name: kind as string,
      find: (summary: Summary) => summary.kinds.find((one) => one.kind === kind)?.staleness,
    })),
  ];
  for (const { name, find } of groups) {
    parts.push(write(14, y + (lineHeight * summaries.length) / 2 + 4, name, 'class="head"'));
    for (const [index, summary] of summaries.entries()) {
      parts.push(...drawRange(find(summary), y + lineHeight * (index + 0.5), pickColor(index)));
    }
    y += lineHeight * summaries.length + 9;
  }
  const grid = ticks.flatMap(([ms, name]) => [
    `<line class="grid" x1="${round(toX(ms))}" x2="${round(toX(ms))}" y1="50" y2="${y}"/>`,
    write(toX(ms), y + 16, name, 'class="quiet" text-anchor="middle"'),
  ]);
  const key = 'circle: median, bar: p95, thin line: p99, tick: longest';
  const legend = drawLegend(summaries);
  return frame(y + 44, 'How long a change at the forge is not shown', [
    ...legend,
    ...grid,
    ...parts,
    write(left, y + 34, key, 'class="quiet"'),
  ]);
}

function drawRange(staleness: Percentiles | undefined, y: number, color: string): string[] {
  if (!staleness) return [write(left + 4, y + 4, 'not shown', 'class="quiet"')];
  if (staleness.count === 0) return [write(left + 4, y + 4, 'none in this trace', 'class="quiet"')];
  const [p50, p95, p99, max] = [staleness.p50, staleness.p95, staleness.p99, staleness.max].map(
    (ms) => round(toX(ms)),
  );
  const line = (to: number | undefined, thickness: number) =>
    `<line x1="${p50}" x2="${to}" y1="${y}" y2="${y}" stroke="${color}" stroke-width="${thickness}"/>`;
  return [
    line(p95, 6),
    line(p99, 2),
    `<line x1="${max}" x2="${max}" y1="${y - 5}" y2="${y + 5}" stroke="${color}" stroke-width="2"/>`,
    `<circle cx="${p50}" cy="${y}" r="5" fill="${color}"/>`,
  ];
}

function drawLegend(summaries: readonly Summary[]): string[] {
  const step = (width - 28) / Math.max(1, summaries.length);
  return summaries.flatMap(({ policy }, index) => [
    `<rect x="${round(14 + step * index)}" y="16" width="12" height="12" rx="2" fill="${pickColor(index)}"/>`,
    write(32 + step * index, 26, policy),
  ]);
}

/** What each policy is charged per open pull request and hour. */
export function drawCost(summaries: readonly Summary[]): string {
  const groups = [
    { name: 'REST requests', find: ({ cost }: Summary) => cost.rest },
    { name: 'GraphQL points', find: ({ cost }: Summary) => cost.points },
  ];
  const most = Math.max(1, ...summaries.flatMap(({ cost }) => [cost.rest, cost.points]));
  const parts: string[] = [];
  let y = 48;
  for (const { name, find } of groups) {
    parts.push(write(14, y + (22 * summaries.length) / 2 + 4, name, 'class="head"'));
    for (const [index, summary] of summaries.entries()) {
      const length = (find(summary) / most) * (width - left - right - 40);
      const top = y + 22 * index;
      parts.push(
        `<rect x="${left}" y="${top + 3}" width="${round(Math.max(1, length))}" height="16" rx="2" fill="${pickColor(index)}"/>`,
        write(left + length + 6, top + 15, find(summary).toFixed(1)),
      );
    }
    y += 22 * summaries.length + 14;
  }
  const title = 'Charged per open pull request and hour';
  return frame(y + 22, title, [
    ...drawLegend(summaries),
    ...parts,
    write(left, y + 8, title, 'class="quiet"'),
  ]);
}
