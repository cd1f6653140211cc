import type { IncomingMessage } from 'node:http';
import type { Arrangement, HookToArrange } from '../arrangement.ts';
import type { PullRequestReference, ThreadToArrange } from '../conversation-arrangement.ts';
import { type FaultRule, type Faults, faultKinds, isFaultKind } from '../faults/fault-rules.ts';
import { type Answer, toEmpty, toJson, toNotFound, toProblem } from '../http/answer.ts';
import { readJsonBody } from '../http/read-body.ts';
import type { RequestLog } from '../http/request-log.ts';
import type { PullRequestToArrange, ReviewToArrange } from '../pull-request-arrangement.ts';
import type { Deliveries } from '../webhooks/deliveries.ts';
import type { NewAccount } from '../world/accounts.ts';
import type { WantedCheck } from '../world/checks.ts';
import type { WantedLabel } from '../world/labels.ts';
import type { NewRepository } from '../world/repositories.ts';

/** What can be looked at and disturbed. */
export interface Controlled {
  faults: Faults;
  requests: RequestLog;
  deliveries: Deliveries;
}

/**
 * The control API below `/_demo/`, for playing by hand:
 *
 * - `GET|DELETE /_demo/requests`, `/_demo/deliveries` (`PATCH` disturbs: `{"drop": 0.2}`)
 * - `GET|POST|DELETE /_demo/faults` (a rule's `path` is a prefix, or `/expression/`)
 * - `POST /_demo/accounts`, `/_demo/repositories`, `/_demo/hooks`
 * - `POST /_demo/pulls` opens, `PATCH|DELETE /_demo/pulls/{owner}/{repo}/{number}` change, delete
 * - `POST /_demo/pulls/{owner}/{repo}/{number}/{action}`: see control-pull-request.ts
 */
export function createControlApi(
  arrangement: Arrangement,
  controlled: Controlled,
): (request: IncomingMessage, path: string) => Promise<Answer> {
  return async (request, path) => {
    // A page in the person's browser must not be able to arrange anything.
    if (request.headers.origin !== undefined) return toProblem(403, 'Not for web pages');
    const body = await readJsonBody(request);
    if (body === undefined) return toProblem(400, 'Problems parsing JSON');
    const [, , subject = '', ...rest] = path.split('/');
    const method = request.method ?? 'GET';
    try {
      const answer = controlOperation(controlled, subject, method, body);
      if (answer !== undefined) return answer;
      if (method === 'POST' && rest.length === 0) return await create(arrangement, subject, body);
      if (subject !== 'pulls') return toNotFound();
      const [owner, name, number, ...action] = rest;
      const pull = { repository: `${owner}/${name}`, number: Number(number) };
      const words = [method, ...action].join(' ');
      return await controlPullRequest(arrangement, pull, words, body);
    } catch (error) {
      return toProblem(422, error instanceof Error ? error.message : String(error));
    }
  };
}

function controlOperation(
  { faults, requests, deliveries }: Controlled,
  subject: string,
  method: string,
  body: Body,
): Answer | undefined {
  switch (subject) {
    case 'requests': {
      if (method === 'DELETE') requests.clear();
      const { total, totals, points, entries } = requests;
      return toJson({ total, totals, points, requests: entries });
    }
    case 'deliveries':
      if (method === 'DELETE') deliveries.log.clear();
      if (method === 'PATCH') deliveries.disturb(body);
      return toJson({ total: deliveries.log.total, deliveries: deliveries.log.entries });
    case 'faults':
      return controlFaults(faults, method, body);
    default:
      return undefined;
  }
}

function controlFaults(faults: Faults, method: string, body: Body): Answer {
  if (method === 'DELETE') faults.clear();
  if (method === 'POST') faults.add(toFaultRule(body));
  const listed = faults.list().map(({ rule, hits }) => ({
    ...rule,
    hits,
    ...(rule.path !== undefined && { path: String(rule.path) }),
  }));
  return toJson(listed, method === 'POST' ? 201 : 200);
}

function toFaultRule(body: Body): FaultRule {
  const rule = body as unknown as FaultRule;
  if (!isFaultKind(rule.effect?.kind)) {
    throw new Error(`A fault needs {"effect": {"kind": one of ${faultKinds.join(', ')}}}`);
  }
  const pattern = typeof rule.path === 'string' ? /^\/(.+)\/$/.exec(rule.path)?.[1] : undefined;
  return pattern === undefined ? rule : { ...rule, path: new RegExp(pattern) };
}

async function create(arrangement: Arrangement, subject: string, body: Body): Promise<Answer> {
  switch (subject) {
    case 'accounts':
      arrangement.createAccount(body as unknown as NewAccount);
      return toJson(body, 201);
    case 'repositories':
      await arrangement.createRepository(body as unknown as NewRepository);
      return toJson(body, 201);
    case 'hooks':
      return toJson({ id: arrangement.createHook(body as unknown as HookToArrange) }, 201);
    case 'pulls':
      return toJson(
        await arrangement.openPullRequest(body as unknown as PullRequestToArrange),
        201,
      );
    default:
      return toNotFound();
  }
}

/** A JSON object that somebody typed. */
type Body = Record<string, unknown>;

/** One method, and the words of the path behind the number of the pull request. */
async function controlPullRequest(
  arrangement: Arrangement,
  pull: PullRequestReference,
  action: string,
  body: Body,
): Promise<Answer> {
  switch (action) {
    case 'PATCH':
      arrangement.changePullRequest(pull, body);
      break;
    case 'DELETE':
      arrangement.deletePullRequest(pull);
      break;
    case 'POST close':
      arrangement.closePullRequest(pull);
      break;
    case 'POST reopen':
      await arrangement.reopenPullRequest(pull);
      break;
    case 'POST merge':
      await arrangement.mergePullRequest(pull, String(body.by));
      break;
    case 'POST reviews':
      arrangement.submitReview(pull, body as unknown as ReviewToArrange);
      break;
    case 'POST checks':
      arrangement.setPullRequestChecks(pull, body.checks as WantedCheck[]);
      break;
    default:
      return controlConversation(arrangement, pull, action, body);
  }
  return toEmpty(204);
}

function controlConversation(
  arrangement: Arrangement,
  pull: PullRequestReference,
  action: string,
  body: Body,
): Answer {
  const [, resolved] = /^DELETE threads (\d+)$/.exec(action) ?? [];
  if (resolved !== undefined) {
    arrangement.resolveThread(pull, Number(resolved), String(body.by));
    return toEmpty(204);
  }
  switch (action) {
    case 'POST labels':
      arrangement.setLabels(pull, body.labels as WantedLabel[]);
      break;
    case 'POST reviewers':
      arrangement.requestReview(pull, body);
      break;
    case 'DELETE reviewers':
      arrangement.unrequestReview(pull, body);
      break;
    case 'POST threads':
      return toJson({ id: arrangement.openThread(pull, body as unknown as ThreadToArrange) }, 201);
    case 'POST auto-merge':
      arrangement.setAutoMerge(pull, String(body.by));
      break;
    case 'DELETE auto-merge':
      arrangement.setAutoMerge(pull, undefined);
      break;
    case 'POST queue':
      arrangement.enqueue(pull, String(body.by));
      break;
    case 'DELETE queue':
      arrangement.dequeue(pull);
      break;
    default:
      return toNotFound();
  }
  return toEmpty(204);
}
