import {
  type ForgeDouble,
  type StubResponse,
  startForgeDouble,
} from '../../testing/forge-double.ts';
import { answerRest } from './answer-rest.ts';
import { errorJson } from './json-answers.ts';
import { createWorld, type World } from './world.ts';

/** An installation with a path in its base URL. */
export interface BitbucketDataCenterServer extends ForgeDouble {
  webBaseUrl: string;
  apiBaseUrl: string;
  world: World;
  /** Overrides the response to a call such as `GET /projects/ACME/repos/app`, for any query; undefined removes it. */
  put(call: string, answer: StubResponse | undefined): void;
}

export async function startBitbucketDataCenterServer(
  authorization: string,
): Promise<BitbucketDataCenterServer> {
  const canned = new Map<string, StubResponse>();
  const double = await startForgeDouble({
    mount: /^\/git\/rest(\/api\/1\.0)?/,
    validates: false,
    erase: (body) => world.people.erase(body),
    respond({ method, path, url, headers, body }) {
      if (headers.authorization !== authorization) return refused;
      const call = withoutQuery(`${method} ${path}`);
      return canned.get(call) ?? answerRest(call, url, body, world);
    },
  });
  const webBaseUrl = `${double.origin}/git`;
  const world = createWorld(webBaseUrl);
  return {
    ...double,
    takeCalls: () => double.takeCalls().map(withoutQuery),
    webBaseUrl,
    apiBaseUrl: `${webBaseUrl}/rest/api/1.0`,
    world,
    put: (call, answer) => void (answer ? canned.set(call, answer) : canned.delete(call)),
  };
}

const refused: StubResponse = {
  status: 401,
  body: errorJson('AuthorisationException', 'You are not permitted to access this resource'),
};

function withoutQuery(call: string): string {
  return call.replace(/\?.*$/, '');
}
