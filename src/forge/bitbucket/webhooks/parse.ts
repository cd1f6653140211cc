import type { PullRequestFacts, WebhookHint } from '../../../domain/delivery.ts';
import type { WebhookDelivery, WebhookMessage } from '../../forge.ts';
import {
  type Fields,
  findFields,
  findText,
  parseInstant,
  parseJson,
  toFields,
} from '../../parsing/json-fields.ts';
import { toIdentified } from '../../parsing/repository-identity.ts';
import { isCommitSha } from '../../parsing/text.ts';
import { toBranchHint, toRunHints } from '../../webhooks.ts';
import { type PullRequestCore, parseNamedRepository, parsePullRequestCore } from '../answers.ts';
import { parseDeliveredReport } from '../checks.ts';
import { toPageUrl } from '../pull-requests.ts';

/** Undefined for a body that Bitbucket does not send. */
export function parseMessage(
  { headers, body }: WebhookDelivery,
  webBaseUrl: string,
): WebhookMessage | undefined {
  const fields = toFields(parseJson(body));
  const event = headers['x-event-key'];
  if (!fields || !event) return undefined;
  const named = parseNamedRepository(findFields(fields, 'repository'));
  const repository = named ? toIdentified(named) : null;
  return { repository, hints: [...listHints(event, fields, webBaseUrl)] };
}

function* listHints(event: string, fields: Fields, webBaseUrl: string): Generator<WebhookHint> {
  if (event === 'repo:push') yield* listPushHints(fields);
  if (event.startsWith('pullrequest:')) yield* listPullRequestHints(event, fields, webBaseUrl);
  if (event.startsWith('repo:commit_status_')) yield* listStatusHints(fields);
}

/** A change has an old end, a new end, or both: the branch was deleted, created, or moved. */
function* listPushHints(fields: Fields): Generator<WebhookHint> {
  const repository = findRepository(fields);
  const changes = findFields(fields, 'push')?.changes;
  if (!repository || !Array.isArray(changes)) return;
  const commits = new Map<string, string | undefined>();
  for (const change of changes.map(toFields)) {
    for (const end of ['old', 'new']) {
      const fields = findFields(change, end);
      const name = fields?.type === 'branch' ? findText(fields, 'name') : undefined;
      const sha = end === 'new' ? findText(findFields(fields, 'target'), 'hash') : undefined;
      if (name) commits.set(name, sha);
    }
  }
  for (const [branch, sha] of commits) yield toBranchHint(branch, repository, sha);
}

/** Only the events about its end say what has changed. */
const ends = new Set(['pullrequest:fulfilled', 'pullrequest:rejected']);

function* listPullRequestHints(
  event: string,
  fields: Fields,
  webBaseUrl: string,
): Generator<WebhookHint> {
  const core = parsePullRequestCore(fields.pullrequest);
  const base =
    core?.destination.repository ?? parseNamedRepository(findFields(fields, 'repository'));
  if (!core || !base) return;
  const reference = { repository: { owner: base.owner, name: base.name }, number: core.number };
  const url = toPageUrl(core, reference, webBaseUrl);
  const { repository, branch } = core.source;
  const head = repository && { repository: toIdentified(repository), branch };
  const facts = toFacts(core, url);
  const isComplete = ends.has(event) && facts !== null && facts.changedAt !== null;
  yield { kind: 'pull_request', url, head, facts, ...(isComplete && { isComplete }) };
}

function* listStatusHints(fields: Fields): Generator<WebhookHint> {
  const status = findFields(fields, 'commit_status');
  const repository = findRepository(status) ?? findRepository(fields);
  const link = findText(findFields(findFields(status, 'links'), 'commit'), 'href') ?? '';
  const sha =
    findText(findFields(status, 'commit'), 'hash') ?? /\/commit\/([0-9a-f]+)$/.exec(link)?.[1];
  const run = parseDeliveredReport(status);
  if (repository) yield* toRunHints(sha, run ? [run] : [], repository);
}

/** Null when the draft flag is missing, which must not be guessed. */
function toFacts(core: PullRequestCore, url: string): PullRequestFacts | null {
  const { draft, number, state, title, author, source, destination } = core;
  if (draft === null) return null;
  return {
    url,
    number,
    state,
    title,
    draft,
    changedAt: parseInstant(core.updatedOn),
    baseBranch: destination.branch,
    // An abbreviated hash would differ from the stored one.
    headSha: source.hash !== null && isCommitSha(source.hash) ? source.hash : null,
    authorLogin: author.name,
    authorAvatarUrl: author.avatarUrl,
  };
}

function findRepository(fields: Fields | undefined) {
  const named = parseNamedRepository(findFields(fields, 'repository'));
  return named && toIdentified(named);
}
