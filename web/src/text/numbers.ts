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
