import type { PullRequestFacts, WebhookHint } from '../../../domain/delivery.ts';
import type { Label } from '../../../domain/diff-status.ts';
import type { IdentifiedRepository } from '../../../domain/repository-reference.ts';
import type { WebhookDelivery, WebhookMessage } from '../../forge.ts';
import {
  type Fields,
  findCount,
  findFields,
  findInstant,
  findInteger,
  findText,
  findWebUrl,
  parseJson,
  parseList,
  toFields,
} from '../../parsing/json-fields.ts';
import { toIdentified } from '../../parsing/repository-identity.ts';
import { toPlainText } from '../../parsing/text.ts';
import { toBranchHints, toCommitHints, toRunHints } from '../../webhooks.ts';
import { mergingState, parseState } from '../answers.ts';
import { parseDeliveredJob } from '../jobs.ts';
import { toLabels } from '../read-details.ts';
import { parseFullName, parsePullRequestUrl, toPullRequestUrl } from '../urls.ts';

/** Undefined if GitLab never sends such a body. */
export function parseMessage(
  { body }: WebhookDelivery,
  webBaseUrl: string,
): WebhookMessage | undefined {
  const fields = toFields(parseJson(body));
  const kind = findText(fields, 'object_kind') ?? findText(fields, 'event_name');
  if (!fields || kind === undefined) return undefined;
  const projectId = findInteger(fields, 'project_id');
  const repository = parseProject(findFields(fields, 'project'), projectId) ?? null;
  return { repository, hints: toHints(kind, fields, repository, webBaseUrl) };
}

function toHints(
  kind: string,
  fields: Fields,
  repository: IdentifiedRepository | null,
  webBaseUrl: string,
): WebhookHint[] {
  switch (kind) {
    case 'merge_request':
      return toPullRequestHints(findFields(fields, 'object_attributes'), fields, webBaseUrl);
    case 'note':
      return toPullRequestHints(findFields(fields, 'merge_request'), fields, webBaseUrl);
    case 'push':
      return repository
        ? toBranchHints(findText(fields, 'ref'), repository, findText(fields, 'after'))
        : [];
    case 'pipeline': {
      const attributes = findFields(fields, 'object_attributes');
      const linked = findFields(fields, 'merge_request');
      return [
        ...toBuildsHints(fields.builds, attributes, repository),
        ...toLinkedHints(linked, webBaseUrl),
        ...toShaHints(attributes, repository),
      ];
    }
    case 'build':
      return toJobHints(fields, repository);
    default:
      return [];
  }
}

function toShaHints(
  fields: Fields | undefined,
  repository: IdentifiedRepository | null,
): WebhookHint[] {
  return repository ? toCommitHints(findText(fields, 'sha'), repository) : [];
}

/** The jobs of a pipeline. Its external statuses are not among them, so that its rows are due as well. */
function toBuildsHints(
  builds: unknown,
  pipeline: Fields | undefined,
  repository: IdentifiedRepository | null,
): WebhookHint[] {
  const id = findInteger(pipeline, 'id');
  const runs = (Array.isArray(builds) ? builds : []).flatMap((build) => {
    return parseDeliveredJob(toFields(build), id) ?? [];
  });
  if (!repository || runs.length === 0) return [];
  return toRunHints(findText(pipeline, 'sha'), runs, repository);
}

function toJobHints(fields: Fields, repository: IdentifiedRepository | null): WebhookHint[] {
  const job = {
    id: fields.build_id,
    name: fields.build_name,
    status: fields.build_status,
    allow_failure: fields.build_allow_failure,
    started_at: fields.build_started_at,
  };
  // Old versions name the pipeline only as that of the commit.
  const pipelineId =
    findInteger(fields, 'pipeline_id') ?? findInteger(findFields(fields, 'commit'), 'id');
  const run = parseDeliveredJob(job, pipelineId);
  return repository ? toRunHints(findText(fields, 'sha'), run ? [run] : [], repository) : [];
}

/** A pipeline delivery reports only the URL of its merge request. */
function toLinkedHints(linked: Fields | undefined, webBaseUrl: string): WebhookHint[] {
  const reference = parsePullRequestUrl(findText(linked, 'url') ?? '', webBaseUrl);
  if (!reference) return [];
  const url = toPullRequestUrl(reference, webBaseUrl);
  return [{ kind: 'pull_request', url, head: null, facts: null }];
}

function toPullRequestHints(
  attributes: Fields | undefined,
  delivery: Fields,
  webBaseUrl: string,
): WebhookHint[] {
  const number = findCount(attributes, 'iid');
  const target = parseProject(
    findFields(attributes, 'target') ?? findFields(delivery, 'project'),
    findInteger(attributes, 'target_project_id'),
  );
  if (number === undefined || number === 0 || !target) return [];
  const url = toPullRequestUrl({ repository: target, number }, webBaseUrl);
  const sourceId = findInteger(attributes, 'source_project_id');
  const repository = parseProject(findFields(attributes, 'source'), sourceId);
  const branch = findText(attributes, 'source_branch');
  const head = repository && branch !== undefined ? { repository, branch } : null;
  const facts = toFacts(url, number, attributes, delivery);
  const isComplete = facts !== null && facts.changedAt !== null && isContained(delivery);
  const lacksDetailsOnly = facts !== null && isPushed(delivery);
  return [
    {
      kind: 'pull_request',
      url,
      head,
      facts,
      ...(isComplete && { isComplete }),
      ...(lacksDetailsOnly && { lacksDetailsOnly }),
    },
  ];
}

/** Changes that the facts contain, or that nothing shows. */
const containedChanges = new Set([
  'assignees',
  'description',
  'discussion_locked',
  'labels',
  'last_edited_at',
  'last_edited_by_id',
  'milestone_id',
  'time_change',
  'time_estimate',
  'title',
  'total_time_spent',
  'updated_at',
  'updated_by_id',
]);

/** Whether nothing has changed but the commits, and what the delivery contains. */
function isPushed(delivery: Fields): boolean {
  const attributes = findFields(delivery, 'object_attributes');
  if (findText(attributes, 'action') !== 'update') return false;
  const names = Object.keys(findFields(delivery, 'changes') ?? {});
  return (
    findText(attributes, 'oldrev') !== undefined &&
    names.every((name) => containedChanges.has(name) && name !== 'title')
  );
}

/** Whether nothing has changed but what the delivery contains. */
function isContained(delivery: Fields): boolean {
  const attributes = findFields(delivery, 'object_attributes');
  const action = findText(attributes, 'action');
  if (action === 'close' || action === 'merge') return true;
  const changes = findFields(delivery, 'changes');
  const names = Object.keys(changes ?? {});
  if (action !== 'update' || names.length === 0) return false;
  if (findText(attributes, 'oldrev') !== undefined) return false;
  if (names.includes('labels') && !parseLabels(delivery)) return false;
  return names.every((name) => containedChanges.has(name)) && !isDraftChanged(changes);
}

/** GitLab merges no draft, which only its title makes one. Old versions do not name the change. */
function isDraftChanged(changes: Fields | undefined): boolean {
  const title = findFields(changes, 'title');
  const [before, after] = [findText(title, 'previous'), findText(title, 'current')].map((text) =>
    /^\s*[[(]?(?:draft|wip)\b/i.test(text ?? ''),
  );
  return before !== after;
}

function parseLabels(delivery: Fields): Label[] | undefined {
  const labels = parseList(delivery.labels, (body) => {
    const fields = toFields(body);
    const name = findText(fields, 'title');
    return name === undefined ? undefined : { name, color: findText(fields, 'color') };
  });
  return labels && toLabels(labels);
}

function toFacts(
  url: string,
  number: number,
  attributes: Fields | undefined,
  delivery: Fields,
): PullRequestFacts | null {
  const stateText = findText(attributes, 'state');
  const state = parseState(stateText);
  const title = findText(attributes, 'title');
  const baseBranch = findText(attributes, 'target_branch');
  // Only a read says when the merge is done.
  const isSettling = stateText === mergingState;
  if (!state || isSettling || title === undefined || baseBranch === undefined) return null;
  const actor = findFields(delivery, 'user');
  const labels = parseLabels(delivery);
  const authorId = findInteger(attributes, 'author_id');
  const isByAuthor = authorId !== undefined && findInteger(actor, 'id') === authorId;
  return {
    url,
    number,
    state,
    title: toPlainText(title, 1000),
    draft: attributes?.draft === true || attributes?.work_in_progress === true,
    changedAt: findInstant(attributes, 'updated_at'),
    baseBranch,
    headSha: findText(findFields(attributes, 'last_commit'), 'id') ?? null,
    authorLogin: (isByAuthor && findText(actor, 'username')) || null,
    authorAvatarUrl: isByAuthor ? findWebUrl(actor, 'avatar_url') : null,
    ...(labels && { labels }),
  };
}

/** Older versions name the id of a project only beside it. */
function parseProject(
  project: Fields | undefined,
  idBeside: number | undefined,
): IdentifiedRepository | undefined {
  const named = parseFullName(findText(project, 'path_with_namespace') ?? '');
  return named && toIdentified({ ...named, id: findInteger(project, 'id') ?? idBeside ?? null });
}
