import { FileContent, SelectFile } from '../../contract/files.ts';
import { type AskPorts, askForge } from '../ask-forge.ts';
import { getUser } from '../authentication.ts';
import type { ChatReader } from '../chat-reader.ts';
import type { HttpStore } from '../http-store.ts';
import { checkRepositoryPath, toNoFile } from '../repository-path.ts';
import { getSelectedRow } from '../selected-row.ts';
import type { App } from '../typed-app.ts';
import { ChatParams } from './chats.ts';

export interface ChatFilePorts extends AskPorts {
  reader: Pick<ChatReader, 'getChatRow'>;
  store: Pick<HttpStore, 'listDiffStatuses' | 'pauseToken'>;
}

export function registerChatFileRoute(app: App, ports: ChatFilePorts): void {
  const config = { problems: [404, 409, 429, 502, 504] };
  app.get('/api/v1/chats/:chat/file', { schema, config }, async (request) => {
    const { path } = request.query;
    checkRepositoryPath(path);
    const chat = await ports.reader.getChatRow(getUser(request).id, request.params.chat);
    const row = getSelectedRow(await ports.store.listDiffStatuses([chat.id]), request.query);
    // S12: with the token of the chat's owner, whose chat only they can read.
    const { answer } = await askForge(
      chat.owner_id,
      row,
      JSON.stringify(['file', path]),
      (forge, { repository, branch, headSha }, access) =>
        forge.fetchFile({ repository, ref: headSha ?? branch, path }, access),
      ports,
    );
    if (answer.kind === 'no_file') throw toNoFile(path);
    return {
      chat_id: row.chat_id,
      remote_origin: row.git_remote_origin,
      branch: row.git_branch,
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
