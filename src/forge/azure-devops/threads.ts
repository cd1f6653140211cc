import type { MaybeRead } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { AzureDevOpsApi } from './api.ts';
import { toListReading } from './pages.ts';
import { toPullRequestPath, toSubject } from './pull-requests.ts';
import { toOwnerParts } from './repository-name.ts';

const reading = toListReading('threads/1', (entry) => {
  const fields = toFields(entry);
  if (!fields) return undefined;
  // What Azure itself writes, such as that somebody voted, is a thread without status.
  const status = findText(fields, 'status');
  const isUnresolved = status === 'active' || status === 'pending';
  return { isUnresolved: isUnresolved && fields.isDeleted !== true };
});

export async function countUnresolvedThreads(
  answer: PullRequestAnswer,
  api: AzureDevOpsApi,
  access: Access,
): Promise<MaybeRead<number>> {
  const { organization } = toOwnerParts(answer.repository);
  const url = api.toUrl(organization, `${toPullRequestPath(answer)}/threads`);
  const subject = `the threads of ${toSubject(answer)}`;
  const threads = await api.read({ url, subject, reading }, access);
  if (threads.kind === 'unread') return threads;
  return { kind: 'read', value: threads.value.filter(({ isUnresolved }) => isUnresolved).length };
}
