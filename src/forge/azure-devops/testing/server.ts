import {
  type ForgeDouble,
  type StubResponse,
  startForgeDouble,
} from '../../testing/forge-double.ts';
import { answerRest } from './answer-rest.ts';
import { errorJson } from './json-answers.ts';
import { createWorld, type World } from './world.ts';

/** A self-hosted server at `/tfs`, with the collection `acme`. */
export interface AzureDevOpsServer extends ForgeDouble {
  webBaseUrl: string;
  world: World;
  /** Overrides the response for paths with this end; undefined removes the override. */
  put(end: string, answer: StubResponse | undefined): void;
}

export async function startAzureDevOpsServer(authorization: string): Promise<AzureDevOpsServer> {
  const canned = new Map<string, StubResponse>();
  const world = createWorld();
  const double = await startForgeDouble({
    mount: /^\/tfs\/acme\//,
    validates: false,
    erase: (body) => world.people.erase(body),
    respond({ method, path, url, headers, body }) {
      if (headers.authorization !== authorization) return unauthorized;
      const [name = ''] = path.split('?');
      const segments = name.split('/').map(decodeURIComponent);
      const webBaseUrl = `${url.origin}/tfs`;
      const request = { method, segments, query: url.searchParams, body, webBaseUrl };
      const put = [...canned].find(([end]) => name.endsWith(end))?.[1];
      return put ?? answerRest(request, world) ?? unknownResource;
    },
  });
  return {
    ...double,
    takeCalls: () => double.takeCalls().map(withoutQuery),
    webBaseUrl: `${double.origin}/tfs`,
    world,
    put: (end, answer) => void (answer ? canned.set(end, answer) : canned.delete(end)),
  };
}

function withoutQuery(call: string): string {
  return call.replace(/\?.*$/, '');
}

const unauthorized: StubResponse = {
  status: 401,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<html>',
};

const unknownResource: StubResponse = {
  status: 404,
  body: errorJson('No HTTP resource was found.'),
};
