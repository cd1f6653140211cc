import type { Unread } from '../client/forge-api.ts';
import { toFilePatch, toTextHunks } from '../diff/file-diff.ts';
import { isBinary } from '../diff/file-text.ts';
import type { Access } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import type { NamedRepository } from './answers.ts';
import { type AzureDevOpsApi, toRepositoryPath } from './api.ts';
import type { Change } from './compare.ts';
import { toOwnerParts } from './names.ts';

/** One side of a file. `unknown`: the side exists, but the repository does not contain it. */
type Content =
  | { kind: 'text'; text: string }
  | { kind: 'binary' }
  | { kind: 'none' }
  | { kind: 'unknown' };

/** Why the diff cannot be built. */
export type Stop = { kind: 'too_large' } | Unread;

type Sides = { kind: 'read'; base: Content; head: Content } | Stop;

type ReadPatch = { kind: 'read'; patch: string; binary: boolean; comparedLength: number } | Stop;

interface PatchDeps {
  api: AzureDevOpsApi;
  limitBytes: number;
}

/** Reads both sides of a file and compares them. */
export async function readPatch(
  change: Change,
  repository: NamedRepository,
  deps: PatchDeps,
  access: Access,
): Promise<ReadPatch> {
  const sides = await readSides(change, repository, deps, access);
  if (sides.kind !== 'read') return sides;
  const { base, head } = sides;
  const patch = await formatPatch(change, base, head, deps.limitBytes);
  if (patch === undefined) return { kind: 'too_large' };
  const binary = base.kind === 'binary' || head.kind === 'binary';
  return { kind: 'read', patch, binary, comparedLength: toLength(base) + toLength(head) };
}

async function readSides(
  { baseId, headId, status, isSubmodule }: Change,
  repository: NamedRepository,
  deps: PatchDeps,
  access: Access,
): Promise<Sides> {
  const isOnlyMoved = baseId !== null && baseId === headId;
  if (isOnlyMoved) return { kind: 'read', base: { kind: 'none' }, head: { kind: 'none' } };
  const readSide = (id: string | null) =>
    readContent({ id, isSubmodule }, repository, deps, access);
  const base = await readSide(status === 'added' ? null : baseId);
  if (base.kind === 'too_large' || base.kind === 'unread') return base;
  const head = await readSide(status === 'deleted' ? null : headId);
  if (head.kind === 'too_large' || head.kind === 'unread') return head;
  return { kind: 'read', base, head };
}

async function readContent(
  { id, isSubmodule }: { id: string | null; isSubmodule: boolean },
  repository: NamedRepository,
  { api, limitBytes }: PatchDeps,
  access: Access,
): Promise<Content | { kind: 'too_large' } | Unread> {
  if (id === null) return { kind: 'none' };
  // As git prints the commit of a submodule.
  if (isSubmodule) return { kind: 'text', text: `Subproject commit ${id}\n` };
  const { organization } = toOwnerParts(repository);
  const path = `${toRepositoryPath(repository)}/blobs/${encode(id)}`;
  const url = api.toUrl(organization, path, { $format: 'octetstream' });
  const subject = `a file of ${toFullName(repository)}`;
  const accept = 'application/octet-stream';
  const response = await api.readBytes({ url, subject, accept, limitBytes }, access);
  if (response.kind === 'unread') return response.status === 404 ? { kind: 'unknown' } : response;
  if (response.kind === 'too_large') return response;
  const { bytes } = response;
  return isBinary(bytes) ? { kind: 'binary' } : { kind: 'text', text: bytes.toString('utf8') };
}

function toLength(content: Content): number {
  return content.kind === 'text' ? content.text.length : 0;
}

/** A file's part of a unified diff, as git prints it; undefined when it is too long. */
export async function formatPatch(
  change: Change,
  base: Content,
  head: Content,
  limitBytes: number,
): Promise<string | undefined> {
  const { path, previousPath, status } = change;
  const hunks = isComparable(base, head)
    ? await toTextHunks(toText(base), toText(head), limitBytes)
    : '';
  if (hunks === undefined) return undefined;
  return toFilePatch({
    path,
    previousPath,
    status,
    binary: base.kind === 'binary' || head.kind === 'binary',
    objects: formatObjects(change),
    hunks,
  });
}

function isComparable(...sides: Content[]): boolean {
  return sides.every(({ kind }) => kind === 'text' || kind === 'none');
}

function toText(content: Content): string {
  return content.kind === 'text' ? content.text : '';
}

/** The `index` line; undefined when a side is unknown or both are equal. */
function formatObjects({ status, baseId, headId }: Change): string | undefined {
  const none = '0000000';
  const base = status === 'added' ? none : baseId?.slice(0, 7);
  const head = status === 'deleted' ? none : headId?.slice(0, 7);
  if (!base || !head || base === head) return undefined;
  const mode = status === 'added' || status === 'deleted' ? '' : ' 100644';
  return `${base}..${head}${mode}`;
}
