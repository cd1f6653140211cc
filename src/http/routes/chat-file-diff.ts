import { FileDiff, SelectFileDiff } from '../../contract/files.ts';
import { type AskAboutBranchPorts, askAboutBranch, askProblems } from '../ask-about-branch.ts';
import { checkRepositoryPath, toNoFile } from '../repository-path.ts';
import { toBranchKey } from '../selected-row.ts';
import type { App } from '../server/typed-app.ts';
import { ChatParams } from './chats.ts';

export function registerChatFileDiffRoute(app: App, ports: AskAboutBranchPorts): void {
  app.get('/api/v1/chats/:chat/diff/file', { schema, config: askProblems }, async (request) => {
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
  });
}

const schema = {
  tags: ['chats'],
  summary: 'One file of the diff of a tracked branch, for diffs that are too large to read at once',
  params: ChatParams,
  querystring: SelectFileDiff,
  response: { 200: FileDiff },
};
