import type { IncomingMessage } from 'node:http';
import type { Arrangement } from '../arrangement.ts';
import { FAULT_KINDS, type FaultRule, type Faults, isFaultKind } from '../faults/fault-rules.ts';
import { type Answer, toEmpty, toJson, toNotFound, toProblem } from '../http/answer.ts';
import { readJsonBody } from '../http/read-body.ts';
import type { RequestLog } from '../http/request-log.ts';
import type {
  PullRequestReference,
  PullRequestToArrange,
  ReviewToArrange,
} from '../pull-request-arrangement.ts';
import type { NewAccount } from '../world/accounts.ts';
import type { WantedCheck } from '../world/checks.ts';
import type { NewRepository } from '../world/repositories.ts';

type Body = Record<string, unknown>;

/**
 * The control API below `/_demo/`, for playing by hand:
 *
 * - `GET|DELETE /_demo/requests`
 * - `GET|POST|DELETE /_demo/faults` (a rule's `path` is a prefix, or `/expression/`)
 * - `POST /_demo/accounts`, `/_demo/repositories`
 * - `POST /_demo/pulls` opens, `PATCH|DELETE /_demo/pulls/{owner}/{repo}/{number}` change, delete
 * - `POST /_demo/pulls/{owner}/{repo}/{number}/close|reopen|merge|reviews|checks`
 */
export function createControlApi(
  arrangement: Arrangement,
  faults: Faults,
  requests: RequestLog,
): (request: IncomingMessage, path: string) => Promise<Answer> {
  return async (request, path) => {
    // A page in the person's browser must not be able to arrange anything.
    if (request.headers.origin !== undefined) return toProblem(403, 'Not for web pages');
    const body = await readJsonBody(request);
    if (body === undefined) return toProblem(400, 'Problems parsing JSON');
    const [, , subject, ...rest] = path.split('/');
    const method = request.method ?? 'GET';
    try {
      if (subject === 'requests') return controlRequests(requests, method);
      if (subject === 'faults') return controlFaults(faults, method, body);
      if (method === 'POST' && rest.length === 0)
        return await create(arrangement, subject ?? '', body);
      if (subject !== 'pulls') return toNotFound();
      const [owner, name, number, action] = rest;
      const pull = { repository: `${owner}/${name}`, number: Number(number) };
      return await controlPullRequest(arrangement, pull, `${method} ${action ?? ''}`, body);
    } catch (error) {
      return toProblem(422, error instanceof Error ? error.message : String(error));
    }
  };
}

function controlRequests(requests: RequestLog, method: string): Answer {
  if (method === 'DELETE') requests.clear();
  return toJson({ total: requests.total, requests: requests.entries });
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
    throw new Error(`A fault needs {"effect": {"kind": one of ${FAULT_KINDS.join(', ')}}}`);
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
    case 'pulls':
      return toJson(
        await arrangement.openPullRequest(body as unknown as PullRequestToArrange),
        201,
      );
    default:
      return toNotFound();
  }
}

async function controlPullRequest(
  arrangement: Arrangement,
  pull: PullRequestReference,
  action: string,
  body: Body,
): Promise<Answer> {
  switch (action) {
    case 'PATCH ':
      arrangement.changePullRequest(pull, body);
      break;
    case 'DELETE ':
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
      return toNotFound();
  }
  return toEmpty(204);
}
