import type { IncomingMessage } from 'node:http';
import { type FaultRule, type Faults, faultKinds, isFaultKind } from '../faults/fault-rules.ts';
import { readJsonBody } from '../http/request.ts';
import type { RequestLog } from '../http/request-log.ts';
import {
  emptyResponse,
  errorResponse,
  type HttpResponse,
  jsonResponse,
  notFound,
} from '../http/response.ts';
import type { Deliveries } from '../webhooks/deliveries.ts';
import type { NewAccount } from '../world/accounts.ts';
import type { WantedCheck } from '../world/checks.ts';
import type { WantedLabel } from '../world/pull-requests.ts';
import type { NewRepository } from '../world/repositories.ts';
import type { PullRequestReference, ThreadSpec } from './conversation-controls.ts';
import type { ForgeControls, HookSpec } from './forge-controls.ts';
import type { PullRequestSpec, ReviewSpec } from './pull-request-controls.ts';

/** The JSON body of a request; the control API trusts its shape. */
type Body = Record<string, unknown>;

/** What the control API shows and changes, besides the world. */
export interface ControlApiDeps {
  faults: Faults;
  requests: RequestLog;
  deliveries: Deliveries;
}

/**
 * The control API below `/_demo/`, for manual experiments:
 *
 * - `GET|DELETE /_demo/requests`, `/_demo/deliveries` (`PATCH` injects faults: `{"drop": 0.2}`)
 * - `GET|POST|DELETE /_demo/faults` (a rule's `path` is a prefix or a `/regular expression/`)
 * - `POST /_demo/accounts`, `/_demo/repositories`, `/_demo/hooks`
 * - `POST /_demo/repositories/{owner}/{repo}/rename`: `{"name": "renamed"}`; the old name is free then
 * - `PUT /_demo/protection/{owner}/{repo}`: what a pull request needs, e.g. `{"checks": ["build"]}`
 * - `POST /_demo/pulls`, `PATCH|DELETE /_demo/pulls/{owner}/{repo}/{number}`
 * - `POST /_demo/pulls/{owner}/{repo}/{number}/{action}`: see `controlPullRequest`
 */
export function createControlApi(
  controls: ForgeControls,
  deps: ControlApiDeps,
): (request: IncomingMessage, path: string) => Promise<HttpResponse> {
  return async (request, path) => {
    // A web page in the user's browser must not be able to change the forge.
    if (request.headers.origin !== undefined) return errorResponse(403, 'Not for web pages');
    const body = await readJsonBody(request);
    if (body === undefined) return errorResponse(400, 'Problems parsing JSON');
    const [, , subject = '', ...rest] = path.split('/');
    const method = request.method ?? 'GET';
    try {
      const response = controlOperation(deps, subject, method, body);
      if (response !== undefined) return response;
      if (method === 'POST' && rest.length === 0) return await create(controls, subject, body);
      const [owner, name, number, ...action] = rest;
      if (subject === 'protection' && method === 'PUT') {
        controls.protect(`${owner}/${name}`, body);
        return emptyResponse(204);
      }
      if (subject === 'repositories' && method === 'POST' && number === 'rename') {
        controls.renameRepository(`${owner}/${name}`, String(body.name));
        return emptyResponse(204);
      }
      if (subject !== 'pulls') return notFound();
      const pull = { repository: `${owner}/${name}`, number: Number(number) };
      const operation = [method, ...action].join(' ');
      return await controlPullRequest(controls, pull, operation, body);
    } catch (error) {
      return errorResponse(422, error instanceof Error ? error.message : String(error));
    }
  };
}

function controlOperation(
  { faults, requests, deliveries }: ControlApiDeps,
  subject: string,
  method: string,
  body: Body,
): HttpResponse | undefined {
  switch (subject) {
    case 'requests': {
      if (method === 'DELETE') requests.clear();
      const { total, totals, points, entries } = requests;
      return jsonResponse({ total, totals, points, requests: entries });
    }
    case 'deliveries':
      if (method === 'DELETE') deliveries.log.clear();
      if (method === 'PATCH') deliveries.injectFaults(body);
      return jsonResponse({ total: deliveries.log.total, deliveries: deliveries.log.entries });
    case 'faults':
      return controlFaults(faults, method, body);
    default:
      return undefined;
  }
}

function controlFaults(faults: Faults, method: string, body: Body): HttpResponse {
  if (method === 'DELETE') faults.clear();
  if (method === 'POST') faults.add(parseFaultRule(body));
  const listed = faults.list().map(({ rule, hits }) => ({
    ...rule,
    hits,
    ...(rule.path !== undefined && { path: String(rule.path) }),
  }));
  return jsonResponse(listed, method === 'POST' ? 201 : 200);
}

function parseFaultRule(body: Body): FaultRule {
  const rule = body as unknown as FaultRule;
  if (!isFaultKind(rule.effect?.kind)) {
    throw new Error(`A fault needs {"effect": {"kind": one of ${faultKinds.join(', ')}}}`);
  }
  const pattern = typeof rule.path === 'string' ? /^\/(.+)\/$/.exec(rule.path)?.[1] : undefined;
  return pattern === undefined ? rule : { ...rule, path: new RegExp(pattern) };
}

async function create(controls: ForgeControls, subject: string, body: Body): Promise<HttpResponse> {
  switch (subject) {
    case 'accounts':
      controls.createAccount(body as unknown as NewAccount);
      return jsonResponse(body, 201);
    case 'repositories':
      await controls.createRepository(body as unknown as NewRepository);
      return jsonResponse(body, 201);
    case 'hooks':
      return jsonResponse({ id: controls.createHook(body as unknown as HookSpec) }, 201);
    case 'pulls':
      return jsonResponse(await controls.openPullRequest(body as unknown as PullRequestSpec), 201);
    default:
      return notFound();
  }
}

const checkStates = new Set(['queued', 'in_progress', 'waiting', 'completed']);

function parseChecks(body: Body): WantedCheck[] {
  const checks = body.checks as WantedCheck[];
  if (checks.every(({ name, status }) => typeof name === 'string' && checkStates.has(status))) {
    return checks;
  }
  throw new Error(`A check needs {"name": ..., "status": one of ${[...checkStates].join(', ')}}`);
}

/** `action` is the method and the rest of the path after the pull request's number. */
async function controlPullRequest(
  controls: ForgeControls,
  pull: PullRequestReference,
  action: string,
  body: Body,
): Promise<HttpResponse> {
  switch (action) {
    case 'PATCH':
      controls.changePullRequest(pull, body);
      break;
    case 'DELETE':
      controls.deletePullRequest(pull);
      break;
    case 'POST close':
      controls.closePullRequest(pull);
      break;
    case 'POST reopen':
      await controls.reopenPullRequest(pull);
      break;
    case 'POST merge':
      await controls.mergePullRequest(pull, String(body.by));
      break;
    case 'POST reviews':
      controls.submitReview(pull, body as unknown as ReviewSpec);
      break;
    case 'POST checks':
      controls.setPullRequestChecks(pull, parseChecks(body));
      break;
    case 'POST rerun':
      controls.rerunPullRequestChecks(pull, body.checks as readonly string[] | undefined);
      break;
    default:
      return controlConversation(controls, pull, action, body);
  }
  return emptyResponse(204);
}

function controlConversation(
  controls: ForgeControls,
  pull: PullRequestReference,
  action: string,
  body: Body,
): HttpResponse {
  const [, resolved] = /^DELETE threads (\d+)$/.exec(action) ?? [];
  if (resolved !== undefined) {
    controls.resolveThread(pull, Number(resolved), String(body.by));
    return emptyResponse(204);
  }
  switch (action) {
    case 'POST labels':
      controls.setLabels(pull, body.labels as WantedLabel[]);
      break;
    case 'POST reviewers':
      controls.requestReview(pull, body);
      break;
    case 'DELETE reviewers':
      controls.unrequestReview(pull, body);
      break;
    case 'POST threads':
      return jsonResponse({ id: controls.openThread(pull, body as unknown as ThreadSpec) }, 201);
    case 'POST auto-merge':
      controls.setAutoMerge(pull, String(body.by));
      break;
    case 'DELETE auto-merge':
      controls.setAutoMerge(pull, undefined);
      break;
    case 'POST queue':
      controls.enqueue(pull, String(body.by));
      break;
    case 'DELETE queue':
      controls.dequeue(pull);
      break;
    default:
      return notFound();
  }
  return emptyResponse(204);
}
