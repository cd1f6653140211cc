import type { Mergeability } from '../../domain/diff-status.ts';

/** Whether GitLab would merge, as any of its versions reports it. */
export interface MergeStatus {
  /** `detailed_merge_status`, in any case. */
  detailed: string | null;
  /** `merge_status`, the only one in older versions. */
  simple: string | null;
  hasConflicts: boolean;
}

const statuses: Record<string, Mergeability | 'computing'> = {
  mergeable: 'mergeable',
  can_be_merged: 'mergeable',
  conflict: 'conflicting',
  broken_status: 'conflicting',
  cannot_be_merged: 'conflicting',
  need_rebase: 'behind',
  checking: 'computing',
  unchecked: 'computing',
  preparing: 'computing',
  approvals_syncing: 'computing',
  cannot_be_merged_recheck: 'computing',
  cannot_be_merged_rechecking: 'computing',
  approvals_missing: 'blocked',
  blocked_status: 'blocked',
  ci_must_pass: 'blocked',
  ci_still_running: 'blocked',
  code_owners_approval: 'blocked',
  commits_status: 'blocked',
  discussions_not_resolved: 'blocked',
  draft_status: 'blocked',
  external_status_checks: 'blocked',
  jira_association: 'blocked',
  jira_association_missing: 'blocked',
  locked_lfs_files: 'blocked',
  locked_paths: 'blocked',
  merge_request_blocked: 'blocked',
  merge_time: 'blocked',
  not_approved: 'blocked',
  not_open: 'blocked',
  policies_denied: 'blocked',
  requested_changes: 'blocked',
  security_policies_violations: 'blocked',
  security_policy_pipeline_check: 'blocked',
  security_policy_violations: 'blocked',
  status_checks_must_pass: 'blocked',
  title_not_matching: 'blocked',
  title_regex: 'blocked',
};

/** A conflict takes precedence over the rule that GitLab names; unrecognized statuses are unknown. */
export function toMergeability({
  detailed,
  simple,
  hasConflicts,
}: MergeStatus): Mergeability | 'computing' {
  const status = (detailed ?? simple ?? '').toLowerCase();
  const verdict = Object.hasOwn(statuses, status) ? statuses[status] : undefined;
  if (verdict === 'computing') return verdict;
  return hasConflicts ? 'conflicting' : (verdict ?? 'unknown');
}
