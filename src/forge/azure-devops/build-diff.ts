import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import type { Unread } from '../client/forge-api.ts';
import {
  type Changes,
  toTruncatedChanges,
  toUncountedFile,
  toWholeChanges,
} from '../diff/changes.ts';
import type { Access, DiffFile } from '../forge.ts';
import type { AzureDevOpsApi } from './api.ts';
import type { Change } from './list-changes.ts';
import { type Content, readContent } from './read-content.ts';
import type { NamedRepository } from './repository-answer.ts';
import { toPatch } from './to-patch.ts';

type Stop = { kind: 'too_large' } | Unread;
type Sides = { kind: 'read'; base: Content; head: Content } | Stop;

type ReadPatch = { kind: 'read'; patch: string; binary: boolean; comparedLength: number } | Stop;

const concurrency = 6;
const mostFiles = 300;

/** Azure has no diff as text: both sides of each file are read, and compared here. */
export async function buildDiff(
  { repository, changes }: { repository: NamedRepository; changes: readonly Change[] },
  { api, limitBytes }: { api: AzureDevOpsApi; limitBytes: number },
  access: Access,
): Promise<Changes | Unread> {
  const patches: string[] = [];
  // Of the text that is compared, most is not part of the diff: it may be a few times as long.
  const left = { diffBytes: limitBytes, readBytes: 8 * limitBytes };
  const stops: Stop[] = changes.length > mostFiles ? [{ kind: 'too_large' }] : [];
  await mapConcurrently([...changes.entries()], concurrency, async ([index, change]) => {
    if (stops.length > 0) return;
    const read = await readPatch(change, repository, { api, limitBytes }, access);
    if (read.kind !== 'read') return void stops.push(read);
    patches[index] = read.patch;
    left.diffBytes -= Buffer.byteLength(read.patch);
    left.readBytes -= read.comparedLength;
    if (left.diffBytes < 0 || left.readBytes < 0) stops.push({ kind: 'too_large' });
  });
  const unread = stops.find((stop) => stop.kind === 'unread');
  if (unread) return unread;
  return stops.length > 0
    ? toTruncatedChanges(changes.map(toFile))
    : toWholeChanges(patches.join(''));
}

/** One file's part of the diff. */
export async function readPatch(
  change: Change,
  repository: NamedRepository,
  source: { api: AzureDevOpsApi; limitBytes: number },
  access: Access,
): Promise<ReadPatch> {
  const sides = await readSides(change, repository, source, access);
  if (sides.kind !== 'read') return sides;
  const { base, head } = sides;
  const patch = toPatch(change, base, head);
  const binary = base.kind === 'binary' || head.kind === 'binary';
  return { kind: 'read', patch, binary, comparedLength: toLength(base) + toLength(head) };
}

async function readSides(
  { baseId, headId, status, isSubmodule }: Change,
  repository: NamedRepository,
  source: { api: AzureDevOpsApi; limitBytes: number },
  access: Access,
): Promise<Sides> {
  const isMovedOnly = baseId !== null && baseId === headId;
  if (isMovedOnly) return { kind: 'read', base: { kind: 'none' }, head: { kind: 'none' } };
  const toSide = (id: string | null) =>
    readContent({ id, isSubmodule }, repository, source, access);
  const base = await toSide(status === 'added' ? null : baseId);
  if (base.kind === 'too_large' || base.kind === 'unread') return base;
  const head = await toSide(status === 'deleted' ? null : headId);
  if (head.kind === 'too_large' || head.kind === 'unread') return head;
  return { kind: 'read', base, head };
}

function toLength(content: Content): number {
  return content.kind === 'text' ? content.text.length : 0;
}

function toFile({ path, status, previousPath }: Change): DiffFile {
  return toUncountedFile(path, status, previousPath);
}
