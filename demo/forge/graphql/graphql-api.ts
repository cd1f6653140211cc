import type { IncomingMessage } from 'node:http';
import type { GraphqlEffect } from '../faults/fault-rules.ts';
import type { GraphqlResponse } from '../http/handle-request.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import { type Caller, readJsonBody } from '../http/request.ts';
import { errorResponse } from '../http/response.ts';
import type { World } from '../world/world.ts';

type GraphqlApi = (
  request: IncomingMessage,
  caller: Caller,
  effect: GraphqlEffect | undefined,
) => Promise<GraphqlResponse>;

/** GitHub's GraphQL API for a world. The schema is large, so it is loaded with the first query. */
export function createGraphqlApi(world: World, limits: RateLimits): GraphqlApi {
  return async (request, caller, effect) => {
    const unexecuted = { operation: undefined, points: 0 };
    if (caller.kind !== 'account')
      return { response: errorResponse(401, 'Bad credentials'), ...unexecuted };
    const body = await readJsonBody(request);
    if (body === undefined) {
      return { response: errorResponse(400, 'Problems parsing JSON'), ...unexecuted };
    }
    const { executeQuery } = await import('./execute-query.ts');
    return executeQuery(world, limits, caller.account, body, effect);
  };
}
