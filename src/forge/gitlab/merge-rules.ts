import type { Fields } from '../parsing/json-fields.ts';

/** What a project requires of the checks of its merge requests. */
export interface MergeRules {
  pipelineMustSucceed: boolean;
  /** Whether a skipped pipeline is as good as a successful one. */
  allowsSkipped: boolean;
  /** External status checks are part of the largest plan; others do not report the setting. */
  statusChecksMustPass: boolean;
}

/** The names of the settings in REST. */
export const restNames = {
  pipelineMustSucceed: 'only_allow_merge_if_pipeline_succeeds',
  allowsSkipped: 'allow_merge_on_skipped_pipeline',
  statusChecksMustPass: 'only_allow_merge_if_all_status_checks_passed',
} as const;

export const graphQlNames = {
  pipelineMustSucceed: 'onlyAllowMergeIfPipelineSucceeds',
  allowsSkipped: 'allowMergeOnSkippedPipeline',
  statusChecksMustPass: 'onlyAllowMergeIfAllStatusChecksPassed',
} as const;

/** Null when GitLab does not show the settings of the project to this token. */
export function parseMergeRules(
  project: Fields,
  names: Record<keyof MergeRules, string>,
): MergeRules | null {
  const pipelineMustSucceed = project[names.pipelineMustSucceed];
  if (typeof pipelineMustSucceed !== 'boolean') return null;
  return {
    pipelineMustSucceed,
    allowsSkipped: project[names.allowsSkipped] === true,
    statusChecksMustPass: project[names.statusChecksMustPass] === true,
  };
}
