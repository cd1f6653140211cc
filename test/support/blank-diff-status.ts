import { DiffStatus } from '../../src/contract/diff-status.ts';

type NullableName = {
  [Name in keyof DiffStatus]: null extends DiffStatus[Name] ? Name : never;
}[keyof DiffStatus];

const nulls = Object.fromEntries(
  Object.keys(DiffStatus.properties).map((name) => [name, null]),
) as Record<NullableName, null>;

/** The fields of a branch that has not been checked yet. */
export const blankDiffStatus = {
  ...nulls,
  counts_at_least: false,
  unresolved_threads_at_least: false,
  checking: false,
  checks: { state: null, passed: null, failed: null, pending: null },
} satisfies Partial<DiffStatus>;
