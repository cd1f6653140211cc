import { parseDiffFiles } from '../../diff/parse-files.ts';
import type { StubResponse } from '../../testing/forge-double.ts';
import type { StoredRepository } from '../../testing/stored-files.ts';
import { repositoryNames } from './json-answers.ts';
import { notFound } from './pages.ts';
import type { World } from './world.ts';

const repositories = Object.keys(repositoryNames) as StoredRepository[];

/** The commit with the latest files of a branch. */
export function findStoredHash({ heads }: World, fullName: string, branch: string) {
  return heads.get(`${fullName} ${branch}`);
}

/** A file at a commit. This endpoint accepts no branch. */
export function answerSource(
  { files }: World,
  [fullName, hash = '', path = '']: (string | undefined)[],
): StubResponse {
  const repository = repositories.find((name) => repositoryNames[name] === fullName);
  const content = repository && files.find(repository, hash, path);
  return content === undefined ? notFound : { body: content };
}

/** The diff of some paths. A moved file is included only when both of its paths are. */
export function pickPaths(diff: string, { searchParams }: URL): string {
  const paths = searchParams.getAll('path');
  if (paths.length === 0) return diff;
  const parts = diff.split(/(?<=\n)(?=diff --git )/);
  return parts
    .filter((part) => {
      const [file] = parseDiffFiles(part);
      return file && paths.includes(file.path) && paths.includes(file.previousPath ?? file.path);
    })
    .join('');
}
