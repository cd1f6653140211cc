import { FileContent, FileDiff, SelectFile, SelectFileDiff } from '../../contract/diff.ts';
import { findRange } from '../diff-range.ts';
import { type QueryBranchDeps, queryBranch, queryProblems } from '../query-forge.ts';
import { toBranchKey } from '../selected-row.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

export function registerChatFileRoutes(app: App, deps: QueryBranchDeps): void {
  registerFile(app, deps);
  registerFileDiff(app, deps);
}

function registerFile(app: App, deps: QueryBranchDeps): void {
  const schema = {
    tags: ['chats'],
    summary: 'Get a file at the head of a tracked branch, or at one of its commits',
    params: ChatParams,
    querystring: SelectFile,
    response: { 200: FileContent },
  };
  app.get('/api/v1/chats/:chat/file', { schema, config: queryProblems }, async (request) => {
    const { path, commit } = request.query;
    checkRepositoryPath(path);
    const { result, ...selected } = await queryBranch(
      request,
      {
        name: JSON.stringify(['file', path, commit]),
        send: (forge, { repository, branch, headSha }, access) =>
          forge.fetchFile({ repository, ref: commit ?? headSha ?? branch, path }, access),
      },
      deps,
    );
    if (result.kind === 'no_file') throw toNoFile(path);
    return {
      ...toBranchKey(selected),
      path,
      head_sha: commit ?? selected.row.head_sha,
      state: result.kind,
      text: result.kind === 'text' ? result.text : '',
    };
  });
}

function registerFileDiff(app: App, deps: QueryBranchDeps): void {
  const schema = {
    tags: ['chats'],
    summary:
      'Get the diff of one file of a tracked branch, for diffs that are too large as a whole',
    params: ChatParams,
    querystring: SelectFileDiff,
    response: { 200: FileDiff },
  };
  app.get('/api/v1/chats/:chat/diff/file', { schema, config: queryProblems }, async (request) => {
    const { path, previous_path: previousPath = null, from, to } = request.query;
    checkRepositoryPath(path);
    if (previousPath !== null) checkRepositoryPath(previousPath);
    const { result, ...selected } = await queryBranch(
      request,
      {
        name: JSON.stringify(['file diff', path, previousPath, from, to]),
        send: (forge, reference, access) => {
          const paths = { path, previousPath };
          const range = findRange({ from, to }, reference);
          if (range) return forge.fetchRangeFileDiff({ ...range, ...paths }, access);
          const { repository, branch, pullRequestUrl } = reference;
          return forge.fetchFileDiff({ repository, branch, pullRequestUrl, ...paths }, access);
        },
      },
      deps,
    );
    if (result.kind === 'no_file') throw toNoFile(path);
    return {
      ...toBranchKey(selected),
      path,
      head_sha: result.kind === 'too_large' ? selected.row.head_sha : result.headSha,
      state: result.kind,
      diff: result.kind === 'text' ? result.diff : '',
    };
  });
}

/**
 * Refuses paths that no file of a repository can have. Adapters put the path into a URL of the forge,
 * where `..` would lead to another resource (S10).
 */
export function checkRepositoryPath(path: string): void {
  const isPossible = path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (!isPossible) throw toNoFile(path);
}

/** A requested path may be long; the start of it is enough to recognise it. */
export function toNoFile(path: string): HttpProblem {
  const shown = path.slice(0, 500);
  const advice = 'Load the diff again to see which files there are.';
  return new HttpProblem(404, `This branch has no file ${shown}. ${advice}`);
}
