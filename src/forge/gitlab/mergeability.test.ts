import { describe, expect, test } from 'vitest';
import { toMergeability } from './mergeability.ts';

const clean = { simple: 'can_be_merged', hasConflicts: false };

describe('the detailed merge status', () => {
  test.each([
    ['mergeable', 'mergeable'],
    ['MERGEABLE', 'mergeable'],
    ['conflict', 'conflicting'],
    ['broken_status', 'conflicting'],
    ['need_rebase', 'behind'],
    ['checking', 'computing'],
    ['unchecked', 'computing'],
    ['preparing', 'computing'],
    ['approvals_syncing', 'computing'],
    ['ci_must_pass', 'blocked'],
    ['ci_still_running', 'blocked'],
    ['discussions_not_resolved', 'blocked'],
    ['draft_status', 'blocked'],
    ['not_approved', 'blocked'],
    ['requested_changes', 'blocked'],
    ['blocked_status', 'blocked'],
    ['external_status_checks', 'blocked'],
    ['policies_denied', 'blocked'],
    ['jira_association_missing', 'blocked'],
    ['not_open', 'blocked'],
    ['a_future_status', 'unknown'],
    ['constructor', 'unknown'],
  ])('%s is %s', (detailed, expected) => {
    expect(toMergeability({ ...clean, detailed })).toBe(expected);
  });

  test('does not hide a conflict behind a rule', () => {
    const status = { ...clean, detailed: 'draft_status', hasConflicts: true };
    expect(toMergeability(status)).toBe('conflicting');
  });
});

describe('the simple merge status of older versions', () => {
  test.each([
    ['can_be_merged', 'mergeable'],
    ['cannot_be_merged', 'conflicting'],
    ['checking', 'computing'],
    ['unchecked', 'computing'],
    ['cannot_be_merged_recheck', 'computing'],
    [null, 'unknown'],
  ])('%s is %s', (simple, expected) => {
    expect(toMergeability({ detailed: null, simple, hasConflicts: false })).toBe(expected);
  });
});
