import type { Label } from '../../domain/diff-status.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findCount, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toPlainText } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import { toSubject } from './pull-requests.ts';
import { toProjectId } from './repository-name.ts';

interface Labelled {
  number: number;
  labels: Label[];
}

const reading: Reading<Labelled[]> = {
  shape: 'labelled/1',
  parse: (body) => parseList(body, parseLabelled),
};

/** Labels with their colours, which GitLab tells in lists only. */
export async function readLabels(
  { repository, number }: PullRequestReference,
  { labelNames }: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Label[] | null>> {
  if (labelNames?.length === 0) return { kind: 'read', value: [] };
  const query = `iids%5B%5D=${number}&state=all&with_labels_details=true`;
  const url = `${api.baseUrl}/projects/${toProjectId(repository)}/merge_requests?${query}`;
  const subject = `the labels of ${toSubject({ repository, number })}`;
  const answer = await api.read({ url, subject, reading }, access);
  if (answer.kind === 'unread') return answer;
  const own = answer.value.find((labelled) => labelled.number === number);
  return { kind: 'read', value: own?.labels ?? null };
}

/** Sorted by name: the order says nothing, and differs between the ways to ask. */
export function toLabels(labels: readonly { name: string; color: string | undefined }[]): Label[] {
  return labels
    .map(({ name, color }) => ({ name: toPlainText(name, 255), color: toColor(color) }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function parseLabelled(body: unknown): Labelled | undefined {
  const fields = toFields(body);
  const number = findCount(fields, 'iid');
  const labels = parseList(fields?.labels, parseLabel);
  return number === undefined || !labels ? undefined : { number, labels: toLabels(labels) };
}

function parseLabel(body: unknown): { name: string; color: string | undefined } | undefined {
  if (typeof body === 'string') return { name: body, color: undefined };
  const fields = toFields(body);
  const name = findText(fields, 'name');
  return name === undefined ? undefined : { name, color: findText(fields, 'color') };
}

function toColor(text: string | undefined): string | null {
  const color = text?.toLowerCase() ?? '';
  if (/^#[0-9a-f]{6}$/.test(color)) return color;
  return /^#[0-9a-f]{3}$/.test(color) ? color.replace(/[0-9a-f]/g, '$&$&') : null;
}
