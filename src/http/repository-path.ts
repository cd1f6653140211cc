import { HttpProblem } from './server/problem-response.ts';

/**
 * Refuses what no file of a repository can be called. Adapters put the path into an address of the
 * forge, where `..` would lead to another one (S10).
 */
export function checkRepositoryPath(path: string): void {
  const isPossible = path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isPossible) throw toNoFile(path);
}

/** What a person asked for may be long; enough of it is said to be recognized. */
export function toNoFile(path: string): HttpProblem {
  const shown = path.slice(0, 500);
  const advice = 'Load the diff again to see which files there are.';
  return new HttpProblem(404, `This branch has no file ${shown}. ${advice}`);
}
