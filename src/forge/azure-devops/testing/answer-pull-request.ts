import type { StubResponse } from '../../testing/forge-double.ts';
import type { ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { type Asked, mostPerPage, toPage } from './asked.ts';
import { listStatusJson, listThreadJson } from './checks-json.ts';
import { listJson, pullRequestJson, repositories, toId, toRepositoryId } from './json-answers.ts';
import type { World } from './world.ts';

/** The ref is compared without its case, and whose branch it is only when that is asked for. */
export function answerPullRequests(isOwn: boolean, { query, webBaseUrl }: Asked, world: World) {
  const ref = query.get('searchCriteria.sourceRefName')?.toLowerCase();
  const from = query.get('searchCriteria.sourceRepositoryId');
  const found = [...(isOwn ? world.pulls.values() : [])].filter((pull) => {
    const isFrom = from === null || from === toRepositoryId(repositories[pull.from]);
    return pull.state === 'open' && isFrom && `refs/heads/${pull.branch}`.toLowerCase() === ref;
  });
  const bodies = found.map((pull) => pullRequestJson(pull, webBaseUrl));
  return { body: listJson(toPage(bodies, query)) };
}

export function answerPullRequest(
  pull: ScenarioPullRequest,
  part: string | undefined,
  { query, webBaseUrl }: Asked,
): StubResponse | undefined {
  switch (part) {
    case undefined:
      return { body: pullRequestJson(pull, webBaseUrl) };
    case 'threads':
      return { body: listJson(listThreadJson(pull)) };
    case 'statuses':
      return { body: listJson(listStatusJson(pull)) };
    case 'iterations':
      return { body: listJson([{ id: 1 }, { id: 2 }]) };
    case 'labels':
      return { body: listJson(pull.labels.map(({ name }) => ({ id: toId(name), name }))) };
    case 'commits': {
      const start = Number(query.get('continuationToken') ?? 0);
      const end = Math.min(pull.commits, start + mostPerPage);
      const ids = Array.from({ length: end - start }, (_, index) => toId(`${start + index}`));
      const headers = end < pull.commits ? { 'x-ms-continuationtoken': `${end}` } : undefined;
      const body = listJson(ids.map((commitId) => ({ commitId, comment: 'work' })));
      return { ...(headers && { headers }), body };
    }
    default:
      return undefined;
  }
}
