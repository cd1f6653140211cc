import { FileDiff, SelectFileDiff } from '../../contract/files.ts';
import { type AskPorts, askForge } from '../ask-forge.ts';
import { getUser } from '../authentication.ts';
import type { ChatReader } from '../chat-reader.ts';
import type { HttpStore } from '../http-store.ts';
import { checkRepositoryPath, toNoFile } from '../repository-path.ts';
import { getSelectedRow } from '../selected-row.ts';
import type { App } from '../typed-app.ts';
import { ChatParams } from './chats.ts';

export interface ChatFileDiffPorts extends AskPorts {
  reader: Pick<ChatReader, 'getChatRow'>;
  store: Pick<HttpStore, 'listDiffStatuses' | 'pauseToken'>;
}

export function registerChatFileDiffRoute(app: App, ports: ChatFileDiffPorts): void {
  const config = { problems: [404, 409, 429, 502, 504] };
  app.get('/api/v1/chats/:chat/diff/file', { schema, config }, async (request) => {
    const { path, previous_path: previousPath = null } = request.query;
    checkRepositoryPath(path);
    if (previousPath !== null) checkRepositoryPath(previousPath);
    const chat = await ports.reader.getChatRow(getUser(request).id, request.params.chat);
    const row = getSelectedRow(await ports.store.listDiffStatuses([chat.id]), request.query);
    // S12: with the token of the chat's owner, whose chat only they can read.
    const { answer } = await askForge(
      chat.owner_id,
      row,
      JSON.stringify(['file diff', path, previousPath]),
      (forge, { repository, branch, pullRequestUrl }, access) =>
        forge.fetchFileDiff({ repository, branch, pullRequestUrl, path, previousPath }, access),
      ports,
    );
    if (answer.kind === 'no_file') throw toNoFile(path);
    return {
      chat_id: row.chat_id,
      remote_origin: row.git_remote_origin,
      branch: row.git_branch,
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
