import { afterEach, beforeEach } from 'vitest';
import type { CommentOutcome, CommentRequest } from '../forge.ts';
import type { ForgeDouble } from './forge-double.ts';
import { type ForgeScenario, samplePullRequest } from './forge-scenario.ts';

/** Posts comments and records what the forge receives. By default on line 3 of the sample. */
export interface ArrangedComments<Scenario> {
  readonly tested: Scenario;
  /** The bodies of all POST requests. */
  readonly sent: readonly unknown[];
  post(change: Partial<CommentRequest>, diff?: string): Promise<CommentOutcome>;
}

/** Starts a new scenario before each test and stops it afterwards. */
export function arrangeComments<
  Scenario extends ForgeScenario & { server: Pick<ForgeDouble, 'override'> },
>(start: () => Promise<Scenario>): ArrangedComments<Scenario> {
  let tested: Scenario;
  let sent: unknown[];

  beforeEach(async () => {
    tested = await start();
    sent = [];
    tested.server.override(({ method, body }) => {
      if (method === 'POST') sent.push(body);
      return undefined;
    });
  });

  afterEach(() => tested[Symbol.asyncDispose]());

  return {
    get tested() {
      return tested;
    },
    get sent() {
      return sent;
    },
    post(change, diff = samplePullRequest.diff) {
      const { headSha } = samplePullRequest;
      const { url: pullRequestUrl } = tested.putPullRequest({ diff });
      const place = { path: 'login.test.ts', previousPath: null, oldLine: null, newLine: 3 };
      const request = { pullRequestUrl, headSha, ...place, startLine: null, body: 'Why?' };
      return tested.forge.postComment({ ...request, ...change }, tested.access);
    },
  };
}
