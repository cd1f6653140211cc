import { type Answer, toJson } from '../http/answer.ts';
import type { Call } from '../http/router.ts';
import type { PullRequest, Repository, World } from '../world/world.ts';
import { toPage } from './paging.ts';
import { toApiUrl } from './to-account.ts';
import { toPullRequestJson } from './to-pull-request.ts';

/** Answers `GET /repos/{owner}/{repo}/pulls`. */
export function listPullRequests(world: World, call: Call, repository: Repository): Answer {
  const found = [...repository.pullRequests.values()].filter(toFilter(call.query));
  const page = toPage(toApiUrl(world, ''), call, found.toSorted(toOrder(call.query)));
  const items = page.items.map((pullRequest) => toPullRequestJson(world, pullRequest));
  return toJson(items, 200, page.headers);
}

/** GitHub compares `head` case-sensitively and ignores it without an owner. */
function toFilter(query: URLSearchParams): (pullRequest: PullRequest) => boolean {
  const state = query.get('state') ?? 'open';
  const base = query.get('base');
  const head = query.get('head');
  const wantedHead = head?.includes(':') ? head : null;
  return (pullRequest) => {
    if (state !== 'all' && pullRequest.state !== state) return false;
    if (base !== null && pullRequest.baseBranch !== base) return false;
    if (wantedHead === null) return true;
    const owner = pullRequest.headRepository.owner.login;
    return `${owner}:${pullRequest.headBranch}` === wantedHead;
  };
}

function toOrder(query: URLSearchParams): (a: PullRequest, b: PullRequest) => number {
  const sort = query.get('sort') ?? 'created';
  const direction = query.get('direction') ?? (sort === 'created' ? 'desc' : 'asc');
  const sign = direction === 'desc' ? -1 : 1;
  return (a, b) => {
    const [first, second] =
      sort === 'updated' ? [a.updatedAt, b.updatedAt] : [a.createdAt, b.createdAt];
    return sign * (first.getTime() - second.getTime() || a.number - b.number);
  };
}
