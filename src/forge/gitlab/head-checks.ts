import type { RequiredNames } from '../../domain/checks.ts';
import type { Reading } from '../client/conditional-client.ts';
import { type ForgeApi, type MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/list-all.ts';
import type { Access, Check, PullRequestReference } from '../forge.ts';
import { isRefused } from '../lookup/remember-rules.ts';
import { buildExpected } from '../lookup/required-builds.ts';
import { findText, findWebUrl, parseList, toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import { findNextPage, isPageCovered, pageSize } from './api.ts';
import { type HeadJob, toCheck } from './jobs.ts';
import type { MergeRules } from './merge-rules.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

/** The head pipeline by its status in lower case, which is null if not reported. */
export interface JudgedPipeline {
  status: string | null;
}

export interface HeadChecks {
  checks: Check[];
  requiredNames: RequiredNames;
}

/** Marks the jobs that must succeed. Where none must, a failure that is allowed is no failure. */
export function applyMergeRules(
  jobs: readonly HeadJob[],
  pipeline: JudgedPipeline | null,
  rules: MergeRules | null,
): HeadChecks {
  if (rules === null) return { checks: jobs.map((job) => toCheck(job)), requiredNames: null };
  const isRequired = (job: HeadJob) => rules.pipelineMustSucceed && !job.allowFailure;
  const hasRequired = jobs.some(isRequired);
  const checks = jobs.map((job) => ({ ...toCheck(job, hasRequired), required: isRequired(job) }));
  const isMissing = rules.pipelineMustSucceed && !hasResult(jobs, pipeline, rules);
  return { checks: isMissing ? [...checks, missingPipeline] : checks, requiredNames: [] };
}

/** S14: GitLab does not merge without a pipeline, and a skipped one has no result either. */
function hasResult(
  jobs: readonly HeadJob[],
  pipeline: JudgedPipeline | null,
  { allowsSkipped }: MergeRules,
): boolean {
  if (pipeline === null) return false;
  const ran = jobs.some(({ allowFailure, status }) => !allowFailure && status !== 'skipped');
  if (ran || pipeline.status === 'success') return true;
  const isSkipped = pipeline.status === 'skipped' || (pipeline.status === null && jobs.length > 0);
  return isSkipped && allowsSkipped;
}

const missingPipeline = buildExpected('pipeline');

const mostPages = 5;
const statusChecksReading: Reading<Check[]> = {
  shape: 'status-checks/1',
  parse: (body) => parseList(body, parseStatusCheck),
  findNextUrl: findNextPage,
  isCovered: isPageCovered,
};

/** Adds the external status checks that the merge waits for; without them, nothing is known to be required. */
export async function addStatusChecks(
  reference: PullRequestReference,
  judged: {
    jobs: readonly HeadJob[];
    pipeline: JudgedPipeline | null;
    rules: MergeRules | null;
  },
  { mergeStatus }: Pick<PullRequestAnswer, 'mergeStatus'>,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<HeadChecks>> {
  const { jobs, pipeline, rules } = judged;
  const value = applyMergeRules(jobs, pipeline, rules);
  const isBlocked = mergeStatus.detailed?.toLowerCase() === 'status_checks_must_pass';
  if (rules === null || !(rules.statusChecksMustPass || isBlocked)) return { kind: 'read', value };
  const url = `${toPullRequestApiUrl(reference, api)}/status_checks?per_page=${pageSize}`;
  const subject = `the status checks of ${toSubject(reference)}`;
  const request = { url, subject, reading: statusChecksReading };
  const external = await listAll(api, request, mostPages, access);
  if (external.kind === 'unread') {
    if (!isRefused(external)) return external;
    // S16: the rule exists, so a refusal does not mean that nothing is required.
    return { kind: 'read', value: applyMergeRules(jobs, pipeline, null) };
  }
  const checks = [...value.checks, ...external.value];
  return { kind: 'read', value: { ...value, checks } };
}

const statusCheckStates = new Map<string, Check['state']>([
  ['passed', 'passed'],
  ['approved', 'passed'],
  ['failed', 'failed'],
]);

export function parseStatusCheck(body: unknown): Check | undefined {
  const fields = toFields(body);
  const name = findText(fields, 'name');
  const status = findText(fields, 'status');
  if (name === undefined || status === undefined) return undefined;
  return {
    ...missingPipeline,
    name: toPlainText(name, 255),
    app: 'external',
    state: statusCheckStates.get(status) ?? 'pending',
    url: findWebUrl(fields, 'external_url'),
    log: { kind: 'none', reason: 'An external service reports this check.' },
  };
}
