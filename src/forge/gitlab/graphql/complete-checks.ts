import type { ReportedChecks, UnreadableChecks } from '../../../domain/checks.ts';
import type { Clock } from '../../../platform/clock.ts';
import type { Reading } from '../../client/conditional-client.ts';
import { isRateLimited, type MaybeRead, orUnknown } from '../../client/forge-api.ts';
import type { Access, PullRequestReference } from '../../forge.ts';
import { type RememberedReads, rememberReads } from '../../lookup/remember-reads.ts';
import { toFullName } from '../../parsing/repository-identity.ts';
import { type ChecksDeps, countJobs, readChecks } from '../checks.ts';
import { buildRefusal } from '../head-jobs.ts';
import { readPullRequest, toSubject } from '../pull-requests.ts';
import type { BatchedPullRequest } from './parse-pull-request.ts';

export interface CompletedChecksDeps extends ChecksDeps {
  pipelineAccess: PipelineAccess;
}

/** Whether a token may read the pipelines of a project. */
export type PipelineAccess = RememberedReads<boolean>;

export function createPipelineAccess(clock: Pick<Clock, 'monotonic'>): PipelineAccess {
  return rememberReads(10 * 60_000, clock);
}

/** Counts the checks of a merge request of a batch. What GraphQL leaves open is read by REST. */
export async function completeChecks(
  reference: PullRequestReference,
  { answer, head, target: { id, rules } }: BatchedPullRequest,
  deps: CompletedChecksDeps,
  access: Access,
): Promise<MaybeRead<ReportedChecks | null>> {
  if (answer.headSha === null) return { kind: 'read', value: buildNoHead(reference) };
  if (head.kind === 'jobs') {
    return countJobs(reference, answer, head, deps, access, rules);
  }
  // S16: null may also mean that the token may not read the pipelines of the project they run in.
  if (head.kind === 'no_pipeline') {
    const readable = await canReadPipelines(reference, deps, access);
    if (readable.kind === 'unread') return readable;
    if (!readable.value) return { kind: 'read', value: buildRefusal(reference) };
    const inSource = await canReadSource(answer.headRepositoryId, id, deps, access);
    if (isRateLimited(inSource)) return inSource;
    const none = { pipeline: null, jobs: [] };
    if (orUnknown(inSource, false)) {
      return countJobs(reference, answer, none, deps, access, rules);
    }
  }
  const single = await readPullRequest(reference, deps.api, access);
  return single.kind === 'unread' ? single : readChecks(reference, single.value, deps, access);
}

/** REST, unlike GraphQL, leaves the field out when the token may not read it. */
function canReadPipelines(
  reference: PullRequestReference,
  { api, pipelineAccess }: CompletedChecksDeps,
  access: Access,
): Promise<MaybeRead<boolean>> {
  const name = toFullName(reference.repository).toLowerCase();
  return pipelineAccess.find(name, access, async () => {
    const read = await readPullRequest(reference, api, access);
    if (read.kind === 'unread') return read;
    return { kind: 'read', value: read.value.pipeline !== undefined };
  });
}

/** Whether the pipelines of the project of a branch can be read; false leaves that to REST. */
async function canReadSource(
  sourceId: number | null,
  targetId: number,
  { api, pipelineAccess }: CompletedChecksDeps,
  access: Access,
): Promise<MaybeRead<boolean>> {
  if (sourceId === null || sourceId === targetId) {
    return { kind: 'read', value: sourceId !== null };
  }
  return pipelineAccess.find(`${sourceId}`, access, async () => {
    const url = `${api.baseUrl}/projects/${sourceId}/pipelines?per_page=1`;
    const subject = `the pipelines of project ${sourceId}`;
    const read = await api.read({ url, subject, reading: listReading }, access);
    const isRefused = read.kind === 'unread' && (read.status === 403 || read.status === 404);
    return isRefused ? { kind: 'read', value: false } : read;
  });
}

const listReading: Reading<boolean> = {
  shape: 'can-list/1',
  parse: (body) => Array.isArray(body) || undefined,
};

function buildNoHead(reference: PullRequestReference): UnreadableChecks {
  const message = `GitLab does not report the head commit of ${toSubject(reference)} to this token.`;
  return { unreadable: `${message} Look at its checks at GitLab.` };
}
