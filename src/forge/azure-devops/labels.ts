import type { Label } from '../../domain/diff-status.ts';
import type { MaybeRead } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import { type PullRequestAnswer, parseLabels } from './answers.ts';
import type { AzureDevOpsApi } from './api.ts';
import { toPullRequestPath, toSubject } from './pull-requests.ts';
import { toOwnerParts } from './repository-name.ts';

const reading = {
  shape: 'labels/1',
  parse: (body: unknown) => parseLabels(toFields(body)?.value),
};

/** Asked for only where the pull request itself does not tell them. Azure gives no colours. */
export async function listLabels(
  answer: PullRequestAnswer,
  api: AzureDevOpsApi,
  access: Access,
): Promise<MaybeRead<Label[]>> {
  if (answer.labels) return { kind: 'read', value: answer.labels.map(toLabel) };
  const { organization } = toOwnerParts(answer.repository);
  const url = api.toPreviewUrl(organization, `${toPullRequestPath(answer)}/labels`);
  const subject = `the labels of ${toSubject(answer)}`;
  const labels = await api.read({ url, subject, reading }, access);
  return labels.kind === 'unread' ? labels : { kind: 'read', value: labels.value.map(toLabel) };
}

function toLabel(name: string): Label {
  return { name: toPlainText(name, 100), color: null };
}
