import { FileContent, FileDiff, SelectFile, SelectFileDiff } from '../../contract/files.ts';
import { type AskAboutBranchPorts, askAboutBranch, askProblems } from '../ask-about-branch.ts';
import { toBranchKey } from '../selected-row.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

export function registerChatFileRoute(app: App, ports: AskAboutBranchPorts): void {
  app.get('/api/v1/chats/:chat/file', { schema, config: askProblems }, async (request) => {
    const { path } = request.query;
    checkRepositoryPath(path);
    const { row, answer } = await askAboutBranch(
      request,
      JSON.stringify(['file', path]),
      (forge, { repository, branch, headSha }, access) =>
        forge.fetchFile({ repository, ref: headSha ?? branch, path }, access),
      ports,
    );
    if (answer.kind === 'no_file') throw toNoFile(path);
    return {
      ...toBranchKey(row),
      path,
      head_sha: row.head_sha,
      state: answer.kind,
      text: answer.kind === 'text' ? answer.text : '',
    };
  });
}

const schema = {
  tags: ['chats'],
  summary: 'A file as it is at the head of a tracked branch',
  params: ChatParams,
  querystring: SelectFile,
  response: { 200: FileContent },
};

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

export function registerChatFileDiffRoute(app: App, ports: AskAboutBranchPorts): void {
  app.get(
    '/api/v1/chats/:chat/diff/file',
    { schema: fileDiffSchema, config: askProblems },
    async (request) => {
      const { path, previous_path: previousPath = null } = request.query;
      checkRepositoryPath(path);
      if (previousPath !== null) checkRepositoryPath(previousPath);
      const { row, answer } = await askAboutBranch(
        request,
        JSON.stringify(['file diff', path, previousPath]),
        (forge, { repository, branch, pullRequestUrl }, access) =>
          forge.fetchFileDiff({ repository, branch, pullRequestUrl, path, previousPath }, access),
        ports,
      );
      if (answer.kind === 'no_file') throw toNoFile(path);
      return {
        ...toBranchKey(row),
        path,
        head_sha: answer.kind === 'too_large' ? row.head_sha : answer.headSha,
        state: answer.kind,
        diff: answer.kind === 'text' ? answer.diff : '',
      };
    },
  );
}

const fileDiffSchema = {
  tags: ['chats'],
  summary: 'One file of the diff of a tracked branch, for diffs that are too large to read at once',
  params: ChatParams,
  querystring: SelectFileDiff,
  response: { 200: FileDiff },
};
