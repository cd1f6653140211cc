import { type Checks, countChecks } from '../../../domain/checks.ts';
import type { Label } from '../../../domain/diff-status.ts';
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
import { type PullRequestAnswer, parseLogin, parseState } from '../answers.ts';
import { type CommitStatus, pickLatest, toCheck } from '../checks.ts';
import { parseCounts } from '../counts.ts';
import { notQueued, type QueuePlace } from '../merge-train.ts';
import { type PullRequestDetails, toLabels } from '../read-details.ts';
import { type Approver, type Reviewer, toReviewSummary } from '../reviews.ts';

/** An open merge request and its details, from one response. */
export interface BatchedPullRequest {
  answer: PullRequestAnswer;
  details: PullRequestDetails;
}

/** Undefined if any part is not reported just as by REST. */
export function parseBatchedPullRequest(
  body: unknown,
  webBaseUrl: string,
): BatchedPullRequest | undefined {
  const fields = toFields(body);
  const answer = fields && parseAnswer(fields, webBaseUrl);
  const details = fields && answer && parseDetails(fields, answer);
  return details && { answer, details };
}

function parseAnswer(fields: Fields, webBaseUrl: string): PullRequestAnswer | undefined {
  const number = toNumber(findText(fields, 'iid'));
  const state = parseState(findText(fields, 'state'));
  const title = findText(fields, 'title');
  const headBranch = findText(fields, 'sourceBranch');
  const baseBranch = findText(fields, 'targetBranch');
  const detailed = findText(fields, 'detailedMergeStatus');
  // Only a request to the REST API makes GitLab start the check.
  if (detailed === undefined || detailed === 'UNCHECKED' || !number || !state) return undefined;
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

function parseDetails(fields: Fields, answer: PullRequestAnswer): PullRequestDetails | undefined {
  const approvers = parseNodes(fields.approvedBy, parseApprover);
  const reviewers = parseNodes(fields.reviewers, parseReviewer);
  const counts = parseCounts(fields);
  const labels = parseLabels(fields);
  const checks = parseChecks(fields);
  const unresolvedThreads = parseUnresolved(fields);
  const queue = parseQueuePlace(fields);
  if (!approvers || !reviewers || !counts || !labels || checks === undefined) return undefined;
  if (unresolvedThreads === undefined || !queue) return undefined;
  const left = findCount(fields, 'approvalsLeft') ?? null;
  const approvals = { approved: fields.approved === true, approvers, left };
  const reviews = toReviewSummary(answer, approvals, reviewers);
  return { reviews, counts, checks, unresolvedThreads, labels, queue };
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
  const state = findText(interaction, 'reviewState')?.toLowerCase();
  if (login === undefined || state === undefined) return undefined;
  return { login, avatarUrl: null, state };
}

function parseChecks(fields: Fields): Checks | undefined {
  if (fields.headPipeline === null) return countChecks([], { headSha: null, requiredNames: null });
  const jobs = findFields(findFields(fields, 'headPipeline'), 'jobs');
  const statuses = parseList(jobs?.nodes, parseJob);
  const isComplete = findFields(jobs, 'pageInfo')?.hasNextPage === false;
  if (!statuses || !isComplete) return undefined;
  return countChecks(pickLatest(statuses).map(toCheck), { headSha: null, requiredNames: null });
}

const unknownJobFields = {
  pipelineId: null,
  url: null,
  description: null,
  startedAt: null,
  finishedAt: null,
};

function parseJob(body: unknown): CommitStatus | undefined {
  const fields = toFields(body);
  const id = toNumber(findText(fields, 'id')?.split('/').at(-1));
  const name = findText(fields, 'name');
  const status = findText(fields, 'status')?.toLowerCase();
  if (!id || name === undefined || status === undefined) return undefined;
  const allowFailure = fields?.allowFailure === true;
  return { ...unknownJobFields, id, name, status, allowFailure };
}

function parseUnresolved(fields: Fields): number | undefined {
  const resolvable = findCount(fields, 'resolvableDiscussionsCount');
  const resolved = findCount(fields, 'resolvedDiscussionsCount');
  if (resolvable === undefined || resolved === undefined) return undefined;
  return Math.max(0, resolvable - resolved);
}

/** Undefined if it may be in a merge train: only REST reports the position. */
function parseQueuePlace(fields: Fields): QueuePlace | undefined {
  const strategy = findText(fields, 'autoMergeStrategy') ?? '';
  const mayBeQueued = fields.autoMergeEnabled !== false && strategy === 'merge_train';
  return mayBeQueued ? undefined : notQueued;
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
