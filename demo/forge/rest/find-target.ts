import { type Answer, toNotFound, toProblem } from '../http/answer.ts';
import { type Call, type Route, toRoute } from '../http/router.ts';
import { mayPush, mayRead } from '../world/accounts.ts';
import { type Account, type PullRequest, type Repository } from '../world/records.ts';
import { findRepository } from '../world/repositories.ts';
import { type World } from '../world/world.ts';

type Answering = Answer | Promise<Answer>;

/** A route below a repository the caller may read; everything else is "not found". */
export function toRepositoryRoute(
  world: World,
  method: string,
  path: string,
  answer: (call: Call, repository: Repository) => Answering,
): Route {
  return toRoute(method, `/repos/:owner/:name${path}`, (call) => {
    const { owner = '', name = '' } = call.parameters;
    const repository = findRepository(world, owner, name);
    if (repository === undefined || !mayRead(repository, call.account)) return toNotFound();
    return answer(call, repository);
  });
}

/** A route below a pull request. */
export function toPullRequestRoute(
  world: World,
  method: string,
  path: string,
  answer: (call: Call, pullRequest: PullRequest) => Answering,
): Route {
  return toRepositoryRoute(world, method, `/pulls/:number${path}`, (call, repository) => {
    const pullRequest = repository.pullRequests.get(Number(call.parameters.number));
    return pullRequest === undefined ? toNotFound() : answer(call, pullRequest);
  });
}

/** Lets only a signed-in caller through. */
export function requireAccount(call: Call, answer: (account: Account) => Answering): Answering {
  if (call.account === undefined) return toProblem(401, 'Requires authentication');
  return answer(call.account);
}

/** Lets only a caller with push permission through. */
export function requirePush(
  call: Call,
  repository: Repository,
  answer: (account: Account) => Answering,
): Answering {
  return requireAccount(call, (account) =>
    mayPush(repository, account)
      ? answer(account)
      : toProblem(403, 'Resource not accessible by personal access token'),
  );
}
