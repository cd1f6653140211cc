import type { Clock } from '../../../platform/clock.ts';
import type { ForgeApi, Unread } from '../../client/forge-api.ts';
import {
  createOptionalFields,
  type GraphQlContent,
  parseGraphQlErrors,
} from '../../client/optional-fields.ts';
import type { Access } from '../../forge.ts';
import { type Fields, findFields, parseList, toFields } from '../../parsing/json-fields.ts';

export interface GraphQlQuery {
  query: string;
  /** Names and numbers travel as variables and never become part of the query text. */
  variables: Fields;
  /** For error messages. */
  subject: string;
}

/** Field names and list indexes that lead to a failed part; null if GitLab does not report them. */
export type ErrorPath = readonly unknown[] | null;

export type GraphQlResult =
  | { kind: 'read'; data: Fields; errorPaths: ErrorPath[] }
  /** GraphQL does not work with this GitLab or this token: use REST. */
  | { kind: 'unsupported' }
  | Unread;

/** GitLab's GraphQL API, which can return many merge requests in one response. */
export interface GraphQl {
  run(query: GraphQlQuery, access: Access): Promise<GraphQlResult>;
}

const avoidedForMs = 10 * 60_000;
const mostAvoided = 1_000;
/** Without these, the response says nothing about a merge request. */
const requiredFields = [
  'Query.project',
  'Project.id',
  'Project.mergeRequest',
  'Project.mergeRequests',
  'MergeRequests.pageInfo',
  'PageInfo.hasNextPage',
  'PageInfo.endCursor',
  'MergeRequests.nodes',
  'MergeRequest.iid',
  'MergeRequest.state',
  'MergeRequest.title',
  'MergeRequest.draft',
  'MergeRequest.sourceBranch',
  'MergeRequest.sourceProjectId',
  'MergeRequest.targetBranch',
];

/** After a failure, a token avoids GraphQL for a while. */
export function createGraphQl(api: ForgeApi, clock: Pick<Clock, 'monotonic'>): GraphQl {
  const url = `${api.baseUrl.replace(/\/v4$/, '')}/graphql`;
  const avoidedSince = new Map<string, number>();
  const optionalFields = createOptionalFields({ required: requiredFields, clock });
  const avoid = ({ tokenFingerprint }: Access): void => {
    avoidedSince.delete(tokenFingerprint);
    avoidedSince.set(tokenFingerprint, clock.monotonic());
    const [oldest] = avoidedSince.keys();
    if (avoidedSince.size > mostAvoided && oldest !== undefined) avoidedSince.delete(oldest);
  };
  return {
    async run({ query, variables, subject }, access) {
      const since = avoidedSince.get(access.tokenFingerprint);
      const isAvoided = since !== undefined && clock.monotonic() - since < avoidedForMs;
      if (isAvoided) return { kind: 'unsupported' };
      const send = (document: string) => {
        const body = { query: document, variables };
        return api.send({ method: 'POST', url, subject, body }, access);
      };
      const answer = await optionalFields.run({ document: query, send, toContent }, access);
      if (answer.kind === 'sent') {
        const read = parseResponse(answer.value);
        if (!read) avoid(access);
        return read ?? { kind: 'unsupported' };
      }
      if (answer.outcome.kind === 'rate_limited') return answer;
      const hasTimedOut = answer.outcome.failure.kind === 'timed_out';
      if (hasTimedOut || answer.status !== undefined) avoid(access);
      // After a timeout, trying REST at once would most likely take as long again.
      return hasTimedOut ? answer : { kind: 'unsupported' };
    },
  };
}

function toContent(answer: Awaited<ReturnType<ForgeApi['send']>>): GraphQlContent | undefined {
  const fields = answer.kind === 'sent' ? toFields(answer.value) : undefined;
  return fields && { data: findFields(fields, 'data'), errors: parseGraphQlErrors(fields) };
}

function parseResponse(body: unknown): GraphQlResult | undefined {
  const fields = toFields(body);
  const data = findFields(fields, 'data');
  const errorPaths = parseList(fields?.errors ?? [], parseErrorPath);
  return data && errorPaths && { kind: 'read', data, errorPaths };
}

function parseErrorPath(error: unknown): ErrorPath {
  const path = toFields(error)?.path;
  return Array.isArray(path) ? path : null;
}
