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
  remote_origins: [],
  counts_at_least: false,
  unresolved_threads_at_least: false,
  checking: false,
  waits_for_polling: false,
  checks: {
    head_sha: null,
    state: null,
    passed: null,
    failed: null,
    pending: null,
    required: null,
    optional_failed: null,
    missing: [],
    readable: true,
    failure_message: null,
    retriggered_at: null,
  },
  verdict: {
    reason: 'looking',
    section: 'working',
    since: '2026-01-01T12:00:00.000Z',
    head_sha: null,
    detail: null,
  },
} satisfies Partial<DiffStatus>;
