const format = new Intl.NumberFormat('en');

/** `12,345` */
export const number = (count: number) => format.format(count);

/** `1 file`, `2 files` */
export const plural = (count: number, one: string, many: string) =>
  `${number(count)} ${count === 1 ? one : many}`;

const compactFormat = new Intl.NumberFormat('en', {
  notation: 'compact',
  maximumFractionDigits: 1,
});

/** `64`, `2.1k`, `1.3m`: fits a narrow column. The exact number belongs on hover. */
export function formatCompactNumber(value: number): string {
  return compactFormat.format(value).toLowerCase();
}

/** `512 bytes`, `3.2 kB`, `1.9 MB` */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return plural(bytes, 'byte', 'bytes');
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1_000, 'kB'] : [bytes / 1_000_000, 'MB'];
  return `${value.toFixed(1)} ${unit}`;
}

export const countMessages = {
  branches: (count: number) => plural(count, 'branch', 'branches'),
  additions: (count: number) => plural(count, 'line added', 'lines added'),
  deletions: (count: number) => plural(count, 'line deleted', 'lines deleted'),
  reviewers: (count: number) => plural(count, 'reviewer', 'reviewers'),
  files: (count: number) => plural(count, 'file', 'files'),
  lines: (count: number) => plural(count, 'line', 'lines'),
  commits: (count: number) => plural(count, 'commit', 'commits'),
  atLeast: (count: string) => `at least ${count}`,
  filesAtLeast: (count: number) => `${number(count)}+ files`,
  threads: (count: number) => plural(count, 'unresolved thread', 'unresolved threads'),
  threadsAtLeast: (count: number) => `${number(count)}+ unresolved threads`,
} as const;
