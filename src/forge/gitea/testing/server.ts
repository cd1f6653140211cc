import { type ForgeDouble, startForgeDouble } from '../../testing/forge-double.ts';
import { answerPost } from './answer-post.ts';
import { answerRest } from './answer-rest.ts';
import { createWorld, type World } from './world.ts';

/** A Gitea below a path, as installations are that share a host. */
export interface GiteaServer extends ForgeDouble {
  webBaseUrl: string;
  apiBaseUrl: string;
  world: World;
}

export async function startGiteaServer(): Promise<GiteaServer> {
  const world = createWorld();
  const double = await startForgeDouble({
    mount: /^\/git\/api\/v1/,
    validates: false,
    respond({ method, path, url, body }) {
      const below = path.replace(/\?.*$/, '');
      if (method === 'POST') return answerPost(below, body, world, `${url.origin}/git`);
      return answerRest(url, below, world, `${url.origin}/git`);
    },
  });
  const webBaseUrl = `${double.origin}/git`;
  return { ...double, webBaseUrl, apiBaseUrl: `${webBaseUrl}/api/v1`, world };
}
