import { number, plural } from './numbers.ts';

export const countsText = {
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
} as const;
