import type { Clock } from '../../platform/clock.ts';
import type { ForgeApi, Unread } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { type Fields, findFields, parseList, toFields } from '../parsing/json-fields.ts';

export interface GraphqlRequest {
  query: string;
  /** Everything that is not ours: nothing is ever written into the query. */
  variables: Fields;
  subject: string;
}

/** What could not be told, by field names and list indexes; null when the answer does not say. */
export type ErrorPath = readonly unknown[] | null;

export type GraphqlAnswer =
  | { kind: 'read'; data: Fields; errorPaths: ErrorPath[] }
  /** No GraphQL that understands us, or not for this token: the REST API answers. */
  | { kind: 'unsupported' }
  | Unread;

/** GitLab's GraphQL, which answers for many merge requests at once. */
export interface Graphql {
  ask(request: GraphqlRequest, access: Access): Promise<GraphqlAnswer>;
}

const avoidedForMs = 10 * 60_000;
const mostAvoided = 1_000;

export function createGraphql(api: ForgeApi, clock: Pick<Clock, 'now'>): Graphql {
  const url = `${api.baseUrl.replace(/\/v4$/, '')}/graphql`;
  const avoidedSince = new Map<string, number>();
  const avoid = ({ tokenFingerprint }: Access): void => {
    avoidedSince.delete(tokenFingerprint);
    avoidedSince.set(tokenFingerprint, clock.now());
    const [oldest] = avoidedSince.keys();
    if (avoidedSince.size > mostAvoided && oldest !== undefined) avoidedSince.delete(oldest);
  };
  return {
    async ask({ query, variables, subject }, access) {
      const since = avoidedSince.get(access.tokenFingerprint);
      const isAvoided = since !== undefined && clock.now() - since < avoidedForMs;
      if (isAvoided) return { kind: 'unsupported' };
      const body = { query, variables };
      const answer = await api.send({ method: 'POST', url, subject, body }, access);
      if (answer.kind === 'sent') {
        const read = parseAnswer(answer.value);
        if (!read) avoid(access);
        return read ?? { kind: 'unsupported' };
      }
      if (answer.outcome.kind === 'rate_limited') return answer;
      const isSilent = answer.outcome.failure.kind === 'timed_out';
      if (isSilent || answer.status !== undefined) avoid(access);
      // Silence is not asked again in another way at once: it would only take as long once more.
      return isSilent ? answer : { kind: 'unsupported' };
    },
  };
}

function parseAnswer(body: unknown): GraphqlAnswer | undefined {
  const fields = toFields(body);
  const data = findFields(fields, 'data');
  const errorPaths = parseList(fields?.errors ?? [], parseErrorPath);
  return data && errorPaths && { kind: 'read', data, errorPaths };
}

function parseErrorPath(error: unknown): ErrorPath {
  const path = toFields(error)?.path;
  return Array.isArray(path) ? path : null;
}
