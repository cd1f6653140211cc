import type { DeliveredRuns, WebhookHint } from '../../../domain/delivery.ts';
import type { IdentifiedRepository } from '../../../domain/repository-reference.ts';
import {
  type Fields,
  findFields,
  findInteger,
  findText,
  toFields,
} from '../../parsing/json-fields.ts';
import { parseDeliveredRun, parseDeliveredStatus } from '../checks.ts';
import {
  listNamedPullRequests,
  parseIdentified,
  toNumberHint,
  toPullRequestEventHint,
  toPullRequestHint,
  type WebhookDeps,
} from './pull-request.ts';

const shaForm = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/i;
const queueForm = /^refs\/heads\/gh-readonly-queue\/.+\/pr-([1-9]\d{0,14})-[0-9a-f]+$/;

/** The hints of a delivery; empty for events that concern nothing that is tracked. */
export function listHints(
  event: string,
  payload: Fields,
  repository: IdentifiedRepository,
  deps: WebhookDeps,
): WebhookHint[] {
  switch (event) {
    case 'pull_request':
      return toPullRequestEventHint(payload, deps);
    case 'pull_request_review':
    case 'pull_request_review_comment':
    case 'pull_request_review_thread':
      return toPullRequestHint(findFields(payload, 'pull_request'), deps);
    case 'issue_comment':
      return toCommentHints(findFields(payload, 'issue'), deps);
    case 'push':
      return toPushHints(payload, repository);
    case 'create':
    case 'delete':
      return payload.ref_type === 'branch'
        ? toBranchHints(findText(payload, 'ref'), '', repository)
        : [];
    case 'check_run':
      return toRunHints(payload, repository, deps);
    case 'check_suite':
      return toSuiteHints(payload, repository, deps);
    case 'workflow_run':
      return toWorkflowHints(findFields(payload, 'workflow_run'), repository, deps);
    case 'status':
      return toStatusHints(payload, repository);
    case 'merge_group':
      return toQueueHints(findFields(payload, 'merge_group'), repository, deps);
    default:
      return [];
  }
}

/** Only comments on pull requests, each of which is an issue to GitHub as well. */
function toCommentHints(issue: Fields | undefined, deps: WebhookDeps): WebhookHint[] {
  const named = findFields(issue, 'pull_request');
  if (!named) return [];
  const [hint] = toPullRequestHint(named, deps);
  return hint ? [hint] : toPullRequestHint({ html_url: findText(issue, 'html_url') }, deps);
}

function toPushHints(payload: Fields, repository: IdentifiedRepository): WebhookHint[] {
  const hints = toBranchHints(findText(payload, 'ref'), 'refs/heads/', repository);
  const sha = findText(payload, 'after');
  if (payload.deleted === true || sha === undefined || !shaForm.test(sha)) return hints;
  return hints.map((hint) => ({ ...hint, sha }));
}

/** Deleted branches included, tags excluded. */
function toBranchHints(
  ref: string | undefined,
  prefix: string,
  repository: IdentifiedRepository,
): WebhookHint[] {
  if (!ref?.startsWith(prefix) || ref.length === prefix.length) return [];
  return [{ kind: 'branch', repository, branch: ref.slice(prefix.length) }];
}

function toCommitHints(sha: string | undefined, repository: IdentifiedRepository): WebhookHint[] {
  return sha && shaForm.test(sha) ? [{ kind: 'commit', repository, sha }] : [];
}

function toCheckHints(
  check: Fields | undefined,
  repository: IdentifiedRepository,
  deps: WebhookDeps,
): WebhookHint[] {
  const commit = toCommitHints(findText(check, 'head_sha'), repository);
  return [...commit, ...listNamedPullRequests(check, deps)];
}

function toWorkflowHints(
  run: Fields | undefined,
  repository: IdentifiedRepository,
  deps: WebhookDeps,
): WebhookHint[] {
  const head = parseIdentified(findFields(run, 'head_repository'));
  const branch = head ? toBranchHints(findText(run, 'head_branch'), '', head) : [];
  return [...toCheckHints(run, repository, deps), ...branch];
}

/** A run that was created or has ended. What else happens to one only makes its rows due. */
function toRunHints(
  payload: Fields,
  repository: IdentifiedRepository,
  deps: WebhookDeps,
): WebhookHint[] {
  const fields = findFields(payload, 'check_run');
  const action = findText(payload, 'action');
  const run =
    action === 'created' || action === 'completed' ? parseDeliveredRun(fields) : undefined;
  if (!run) return toCheckHints(fields, repository, deps);
  const reported = { kind: 'runs', runs: [run], requiresByName: true } as const;
  return toReportHints(fields, reported, repository, deps);
}

function toSuiteHints(
  payload: Fields,
  repository: IdentifiedRepository,
  deps: WebhookDeps,
): WebhookHint[] {
  const fields = findFields(payload, 'check_suite');
  const suite = findInteger(fields, 'id');
  if (findText(payload, 'action') !== 'completed' || suite === undefined) {
    return toCheckHints(fields, repository, deps);
  }
  const app = findText(findFields(fields, 'app'), 'slug') ?? null;
  return toReportHints(fields, { kind: 'suite_ended', app, suite }, repository, deps);
}

function toReportHints(
  check: Fields | undefined,
  reported: DeliveredRuns,
  repository: IdentifiedRepository,
  deps: WebhookDeps,
): WebhookHint[] {
  const sha = findText(check, 'head_sha');
  if (sha === undefined || !shaForm.test(sha)) return toCheckHints(check, repository, deps);
  const heads = listNamedPullRequests(check, deps, sha).flatMap((hint) =>
    hint.kind === 'pull_request' ? [{ url: hint.url, head: hint.head }] : [],
  );
  return [{ kind: 'check', repository, sha, reported, heads }];
}

/** GitHub lists all branches that contain the commit; only those with it as head are concerned. */
function toStatusHints(payload: Fields, repository: IdentifiedRepository): WebhookHint[] {
  const sha = findText(payload, 'sha');
  const containing: unknown = payload.branches;
  const branches = (Array.isArray(containing) ? containing : [])
    .map(toFields)
    .filter((branch) => findText(findFields(branch, 'commit'), 'sha') === sha)
    .flatMap((branch) => toBranchHints(findText(branch, 'name'), '', repository));
  const run = parseDeliveredStatus(payload);
  if (!run || sha === undefined || !shaForm.test(sha)) {
    return [...toCommitHints(sha, repository), ...branches];
  }
  const heads = branches.flatMap((hint) => {
    return hint.kind === 'branch' ? [{ url: null, head: { repository, branch: hint.branch } }] : [];
  });
  const reported = { kind: 'runs', runs: [run], requiresByName: true } as const;
  return [{ kind: 'check', repository, sha, reported, heads }];
}

/** The branch of a merge group is named after its pull request. */
function toQueueHints(
  group: Fields | undefined,
  repository: IdentifiedRepository,
  deps: WebhookDeps,
): WebhookHint[] {
  const number = queueForm.exec(findText(group, 'head_ref') ?? '')?.[1];
  return number === undefined ? [] : [toNumberHint({ repository, number: Number(number) }, deps)];
}
