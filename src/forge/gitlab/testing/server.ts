import { type ForgeDouble, startForgeDouble } from '../../testing/forge-double.ts';
import { answerGraphql, type GraphqlBody } from './answer-graphql.ts';
import { answerPost } from './answer-post.ts';
import { answerRest } from './answer-rest.ts';
import { createWorld, type World } from './world.ts';

/** A GitLab below a path, as installations are that share a host. */
export interface GitLabServer extends ForgeDouble {
  webBaseUrl: string;
  apiBaseUrl: string;
  world: World;
}

export async function startGitLabServer(): Promise<GitLabServer> {
  const world = createWorld();
  const double = await startForgeDouble({
    mount: /^\/gitlab\/api/,
    validates: true,
    async respond({ method, path, url, body }) {
      if (path === '/graphql') return { body: await answerGraphql(body as GraphqlBody, world) };
      const below = path.replace(/^\/v4|\?.*$/g, '');
      if (method === 'POST') return answerPost(below, body, world);
      if (method !== 'GET') return { status: 405, body: { error: '405 Not Allowed' } };
      return answerRest(url, below, world, `${url.origin}/gitlab`);
    },
  });
  const webBaseUrl = `${double.origin}/gitlab`;
  return { ...double, webBaseUrl, apiBaseUrl: `${webBaseUrl}/api/v4`, world };
}
