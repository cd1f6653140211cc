import type { PullRequest } from '../../domain/diff-status.ts';
import type { Reading } from '../client/conditional-client.ts';
import { type ForgeApi, isRateLimited, type MaybeRead } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findCount, findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { encode } from '../parsing/text.ts';
import type { PullRequestAnswer } from './answers.ts';
import { pageSize, toProjectApiUrl } from './api.ts';
import { toSubject } from './pull-requests.ts';

export type QueuePlace = Pick<PullRequest, 'inMergeQueue' | 'mergeQueuePosition'>;

export const notQueued: QueuePlace = { inMergeQueue: false, mergeQueuePosition: null };
export const unknownQueuePlace: QueuePlace = { inMergeQueue: null, mergeQueuePosition: null };

const carReading: Reading<{ status: string }> = {
  shape: 'train-car/1',
  parse(body) {
    const status = findText(toFields(body), 'status');
    return status === undefined ? undefined : { status };
  },
};
const trainReading: Reading<number[]> = {
  shape: 'train/1',
  parse: (body) =>
    parseList(body, (car) => findCount(findFields(toFields(car), 'merge_request'), 'iid')),
};

/** The position in the merge train. Only a merge request that is set to auto-merge can have one. */
export async function readQueuePlace(
  reference: PullRequestReference,
  { state, autoMerge, baseBranch }: Pick<PullRequestAnswer, 'state' | 'autoMerge' | 'baseBranch'>,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<QueuePlace>> {
  if (state !== 'open' || autoMerge === false) return { kind: 'read', value: notQueued };
  const trains = `${toProjectApiUrl(reference.repository, api)}/merge_trains`;
  const subject = `the merge train of ${toSubject(reference)}`;
  const url = `${trains}/merge_requests/${reference.number}`;
  const car = await api.read({ url, subject, reading: carReading }, access);
  if (car.kind === 'unread') return car;
  if (car.value.status.endsWith('merged')) return { kind: 'read', value: notQueued };
  const query = `scope=active&sort=asc&per_page=${pageSize}`;
  const listUrl = `${trains}/${encode(baseBranch)}?${query}`;
  const train = await api.read({ url: listUrl, subject, reading: trainReading }, access);
  return toPlace(train, reference.number);
}

function toPlace(train: MaybeRead<number[]>, number: number): MaybeRead<QueuePlace> {
  if (isRateLimited(train)) return train;
  const index = train.kind === 'read' ? train.value.indexOf(number) : -1;
  const mergeQueuePosition = index < 0 ? null : index + 1;
  return { kind: 'read', value: { inMergeQueue: true, mergeQueuePosition } };
}
