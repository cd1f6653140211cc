import {
  type DoubleRequest,
  type ForgeDouble,
  type StubResponse,
  startForgeDouble,
} from '../../testing/forge-double.ts';
import { answerComment, answerRest, toError } from './answer-rest.ts';
import { notFound, type Origins } from './json-answers.ts';
import { createWorld, type Hook, type World } from './world.ts';

/** A double of Bitbucket with real paging, redirects and errors. */
export interface BitbucketServer extends ForgeDouble {
  origins: Origins;
  world: World;
  /** Paths and queries below `/2.0/repositories/`, since the last time. */
  takeCalls(): string[];
  /** Overrides the response to GET of a path below `/2.0`, for any query; undefined removes it. */
  put(path: string, answer: StubResponse | undefined): void;
}

export async function startBitbucketServer(authorization: string): Promise<BitbucketServer> {
  const canned = new Map<string, StubResponse>();
  const world = createWorld();
  const double = await startForgeDouble({
    mount: /^\/2\.0/,
    validates: true,
    erase: (body) => world.people.erase(body),
    respond(request) {
      const { method, path, url, headers } = request;
      if (headers.authorization !== authorization) return unauthorized;
      const [, number] =
        /^\/repositories\/acme\/app\/pullrequests\/(\d+)\/comments$/.exec(path) ?? [];
      if (method === 'POST' && number !== undefined) {
        return answerComment(Number(number), request.body, world, toOrigins(url.origin));
      }
      if (method !== 'GET') return saveHook(world, request);
      return canned.get(path.replace(/\?.*$/, '')) ?? answerRest(url, world, toOrigins(url.origin));
    },
  });
  return {
    ...double,
    takeCalls: () => double.takeCalls().map(withoutRoot),
    origins: toOrigins(double.origin),
    world,
    put: (path, answer) => void (answer ? canned.set(path, answer) : canned.delete(path)),
  };
}

const unauthorized = { status: 401, body: toError('Token is invalid or not supported') };

function toOrigins(origin: string): Origins {
  return { api: `${origin}/2.0`, web: origin };
}

function withoutRoot(call: string): string {
  return call.replace(/^(?:304 )?GET \/repositories\//, '');
}

function saveHook({ hooks }: World, { method, path, body: sent }: DoubleRequest): StubResponse {
  const [, id] = /^\/repositories\/acme\/app\/hooks(?:\/(.+))?$/.exec(path) ?? [];
  const { secret, ...body } = sent as Hook & { secret: string };
  const known = hooks.find(({ uuid }) => id !== undefined && uuid === decodeURIComponent(id));
  if (method === 'PUT' && !known) return notFound;
  const saved = known ?? { ...body, uuid: `{hook-${hooks.length + 1}}` };
  Object.assign(saved, body, { secret_set: secret !== '' });
  if (!known) hooks.push(saved);
  return { status: known ? 200 : 201, body: saved };
}
