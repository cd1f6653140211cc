import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { FilePaths, Sides } from '../diff/file-diff.ts';
import type { FileText } from '../diff/file-text.ts';
import type { Access } from '../forge.ts';
import { readFile } from './read-file.ts';

/** What a file is compared between. */
export interface Compared {
  repository: RepositoryReference;
  head: string;
  /** Where the head left the branch that it is compared with. */
  readMergeBase: () => Promise<MaybeRead<string>>;
}

/** Both sides of a file, null where it is not there. */
export async function readBothSides(
  { path, previousPath }: FilePaths,
  { repository, head, readMergeBase }: Compared,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Sides>> {
  const after = await readFile({ repository, ref: head, path }, api, access);
  if (after.kind === 'unread') return after;
  // One side that is no text is enough to know.
  if (after.value && after.value.kind !== 'text') return toSides(null, after.value);
  const mergeBase = await readMergeBase();
  if (mergeBase.kind === 'unread') return mergeBase;
  const place = { repository, ref: mergeBase.value, path: previousPath ?? path };
  const before = await readFile(place, api, access);
  return before.kind === 'unread' ? before : toSides(before.value, after.value);
}

function toSides(before: FileText | null, after: FileText | null): MaybeRead<Sides> {
  return { kind: 'read', value: [before, after] };
}
