import type { Label } from '../../../domain/diff-status.ts';
import { toThreadFacts } from '../../lookup/thread-facts.ts';
import {
  type Fields,
  findCount,
  findFields,
  findFlag,
  findInteger,
  findText,
  findWebUrl,
  parseList,
  toFields,
} from '../../parsing/json-fields.ts';
import {
  isOfHead,
  mergingState,
  type PullRequestAnswer,
  parseLogin,
  parseState,
} from '../answers.ts';
import { parseCounts } from '../counts.ts';
import type { JudgedPipeline } from '../head-checks.ts';
import { type HeadJob, pickLatest } from '../jobs.ts';
import type { MergeRules } from '../merge-rules.ts';
import { notQueued, type QueuePlace, unknownQueuePlace } from '../merge-train.ts';
import { type PullRequestDetails, toLabels } from '../read-details.ts';
import { type Approvals, type Approver, type Reviewer, toReviewSummary } from '../reviews.ts';

/** An open merge request and its details, from one response. */
export interface BatchedPullRequest {
  answer: PullRequestAnswer;
  details: Omit<PullRequestDetails, 'checks'>;
  head: BatchedHead;
  target: Target;
}

/** The project that the merge requests of a response go into. */
interface Target {
  id: number;
  /** Null if not reported. */
  rules: MergeRules | null;
}

type BatchedHead =
  | { kind: 'jobs'; pipeline: JudgedPipeline | null; jobs: HeadJob[] }
  /** None, or none that the token may read. */
  | { kind: 'no_pipeline' }
  /** This GitLab does not report all of it by GraphQL. */
  | { kind: 'unreported' };

/** Undefined if any part is not reported just as by REST. */
export function parseBatchedPullRequest(
  body: unknown,
  target: Target,
  webBaseUrl: string,
): BatchedPullRequest | undefined {
  const fields = toFields(body);
  const answer = fields && parseAnswer(fields, webBaseUrl);
  const details = fields && answer && parseDetails(fields, answer);
  const head = fields && answer && parseHead(fields, answer);
  return details && head && { answer, details, head, target };
}

function parseAnswer(fields: Fields, webBaseUrl: string): PullRequestAnswer | undefined {
  const number = toNumber(findText(fields, 'iid'));
  const stateText = findText(fields, 'state');
  const state = stateText === mergingState ? undefined : parseState(stateText);
  const title = findText(fields, 'title');
  const headBranch = findText(fields, 'sourceBranch');
  const baseBranch = findText(fields, 'targetBranch');
  const detailed = findText(fields, 'detailedMergeStatus') ?? null;
  const isReadable = detailed !== null || !('detailedMergeStatus' in fields);
  // Only a request to the REST API makes GitLab start the check.
  if (!isReadable || detailed === 'UNCHECKED' || !number || !state) return undefined;
  if (title === undefined || headBranch === undefined || baseBranch === undefined) return undefined;
  const author = findFields(fields, 'author');
  return {
    number,
    state,
    title,
    headBranch,
    baseBranch,
    headRepositoryId: findInteger(fields, 'sourceProjectId') ?? null,
    url: findText(fields, 'webUrl') ?? null,
    draft: fields.draft === true,
    changedAt: findText(fields, 'updatedAt') ?? null,
    settledAt: null,
    changesCount: null,
    authorLogin: findText(author, 'username') ?? null,
    authorAvatarUrl: findAvatarUrl(author, webBaseUrl),
    headSha: findText(fields, 'diffHeadSha') ?? null,
    baseSha: findText(findFields(fields, 'diffRefs'), 'baseSha') ?? null,
    mergeStatus: { detailed, simple: null, hasConflicts: fields.conflicts === true },
    autoMerge: findFlag(fields, 'autoMergeEnabled'),
    labelNames: null,
    reviewerLogins: null,
    noteCount: null,
    pipeline: undefined,
  };
}

/** Undefined if a part cannot be read. What the query left out is null: unknown. */
function parseDetails(
  fields: Fields,
  answer: PullRequestAnswer,
): BatchedPullRequest['details'] | undefined {
  const approvals = parseApprovals(fields);
  const reviewers = ifReported(fields, ['reviewers'], () => {
    return parseNodes(fields.reviewers, parseReviewer);
  });
  const counts = parseCounts(fields);
  const labels = ifReported(fields, ['labels'], () => parseLabels(fields));
  const threads = ['resolvableDiscussionsCount', 'resolvedDiscussionsCount'];
  const unresolvedThreads = ifReported(fields, threads, () => parseUnresolved(fields));
  const queue = parseQueuePlace(fields);
  if (approvals === undefined || reviewers === undefined || !counts || !queue) return undefined;
  if (labels === undefined || unresolvedThreads === undefined) return undefined;
  const reviews = toReviewSummary(answer, approvals, reviewers);
  const facts = toThreadFacts(unresolvedThreads);
  return { reviews, counts, threads: facts, labels, queue, conversationUnread: false };
}

/** Null if one of the fields was left out of the query, because this GitLab does not have it. */
function ifReported<Value>(
  fields: Fields,
  names: readonly string[],
  parse: () => Value | undefined,
): Value | null | undefined {
  return names.every((name) => name in fields) ? parse() : null;
}

function parseApprovals(fields: Fields): Approvals | null | undefined {
  return ifReported(fields, ['approvedBy'], () => {
    const approvers = parseNodes(fields.approvedBy, parseApprover);
    const left = findCount(fields, 'approvalsLeft') ?? null;
    const approved = findFlag(fields, 'approved') ?? (left ?? 0) === 0;
    return approvers && { approved, approvers, left };
  });
}

function parseLabels(fields: Fields): Label[] | undefined {
  const labels = parseNodes(fields.labels, (node) => {
    const label = toFields(node);
    const name = findText(label, 'title');
    return name === undefined ? undefined : { name, color: findText(label, 'color') };
  });
  return labels && toLabels(labels);
}

function parseApprover(body: unknown): Approver | undefined {
  const login = parseLogin(body);
  return login === undefined ? undefined : { login, avatarUrl: null, approvedAt: null };
}

function parseReviewer(body: unknown): Reviewer | undefined {
  const login = parseLogin(body);
  const interaction = findFields(toFields(body), 'mergeRequestInteraction');
  const state = findText(interaction, 'reviewState')?.toLowerCase() ?? null;
  if (login === undefined || (state === null && interaction && 'reviewState' in interaction)) {
    return undefined;
  }
  return { login, avatarUrl: null, state };
}

/** Undefined if there are more jobs than listed. */
function parseHead(
  fields: Fields,
  { headSha, number }: PullRequestAnswer,
): BatchedHead | undefined {
  if (fields.headPipeline === null) return { kind: 'no_pipeline' };
  const pipeline = findFields(fields, 'headPipeline');
  const sha = findText(pipeline, 'sha');
  const ref = findText(pipeline, 'refPath') ?? null;
  // S13: without its commit, the pipeline may be of another one.
  if (!pipeline || sha === undefined || headSha === null) return unreported;
  if (!isOfHead({ sha, ref }, number, headSha)) {
    return 'refPath' in pipeline ? { kind: 'jobs', pipeline: null, jobs: [] } : unreported;
  }
  const jobs = findFields(pipeline, 'jobs');
  if (!jobs || !Array.isArray(jobs.nodes)) return unreported;
  if (jobs.nodes.some((job) => !isJobReported(job))) return unreported;
  const pipelineId = parseGlobalId(findText(pipeline, 'id')) ?? null;
  const statuses = parseList(jobs.nodes, (job) => parseJob(job, pipelineId));
  const isComplete = findFields(jobs, 'pageInfo')?.hasNextPage === false;
  if (!statuses || !isComplete) return undefined;
  const status = findText(pipeline, 'status')?.toLowerCase() ?? null;
  return { kind: 'jobs', pipeline: { status }, jobs: pickLatest(statuses) };
}

const unreported = { kind: 'unreported' } as const;

function isJobReported(job: unknown): boolean {
  const fields = toFields(job) ?? {};
  return ['id', 'name', 'status', 'allowFailure'].every((name) => name in fields);
}

const unknownJobFields = {
  url: null,
  description: null,
  finishedAt: null,
  log: { kind: 'none', reason: 'A batch does not read logs.' },
} as const;

function parseJob(body: unknown, pipelineId: number | null): HeadJob | undefined {
  const fields = toFields(body);
  const id = parseGlobalId(findText(fields, 'id'));
  const name = findText(fields, 'name');
  const status = findText(fields, 'status')?.toLowerCase();
  if (!id || name === undefined || status === undefined) return undefined;
  const allowFailure = fields?.allowFailure === true;
  const startedAt = findText(fields, 'startedAt') ?? null;
  return { ...unknownJobFields, id, name, status, allowFailure, pipelineId, startedAt };
}

/** The number in `gid://gitlab/Ci::Build/7`. */
function parseGlobalId(text: string | undefined): number | undefined {
  return toNumber(text?.split('/').at(-1)) || undefined;
}

function parseUnresolved(fields: Fields): number | undefined {
  const resolvable = findCount(fields, 'resolvableDiscussionsCount');
  const resolved = findCount(fields, 'resolvedDiscussionsCount');
  if (resolvable === undefined || resolved === undefined) return undefined;
  return Math.max(0, resolvable - resolved);
}

/** Undefined if it may be in a merge train: only REST reports the position. */
function parseQueuePlace(fields: Fields): QueuePlace | undefined {
  if (fields.autoMergeEnabled === false) return notQueued;
  if (!('autoMergeStrategy' in fields)) return unknownQueuePlace;
  return fields.autoMergeStrategy === 'merge_train' ? undefined : notQueued;
}

function parseNodes<Item>(
  connection: unknown,
  parseNode: (node: unknown) => Item | undefined,
): Item[] | undefined {
  const nodes = parseList(toFields(connection)?.nodes, parseNode);
  // GitLab returns at most 100, so a list of that length may be incomplete.
  return nodes && nodes.length < 100 ? nodes : undefined;
}

/** Avatars that GitLab hosts itself are reported without their host. */
function findAvatarUrl(author: Fields | undefined, webBaseUrl: string): string | null {
  const path = findText(author, 'avatarUrl');
  const isHosted = path?.startsWith('/') === true && URL.canParse(path, webBaseUrl);
  const url = isHosted ? new URL(path, webBaseUrl).href : path;
  return findWebUrl({ url }, 'url');
}

function toNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
