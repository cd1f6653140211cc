import { FileContent, SelectFile } from '../../contract/files.ts';
import { type AskAboutBranchPorts, askAboutBranch, askProblems } from '../ask-about-branch.ts';
import { checkRepositoryPath, toNoFile } from '../repository-path.ts';
import { toBranchKey } from '../selected-row.ts';
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
