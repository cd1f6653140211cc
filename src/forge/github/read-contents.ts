import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { encode, encodePath } from '../encode.ts';
import { type FileText, isFilePath, readFileText } from '../file-text.ts';
import type { Access } from '../forge.ts';
import type { ForgeApi, MaybeRead } from '../forge-api.ts';
import { toPlainText } from '../plain-text.ts';
import { toFullName } from '../repository-identity.ts';
import { rawType } from './api.ts';

/** A file at a commit or branch. */
export interface ContentsPlace {
  repository: RepositoryReference;
  ref: string;
  path: string;
}

/** The contents of a file, null where there is none. GitHub tells them up to a limit of its own. */
export async function readContents(
  { repository, ref, path }: ContentsPlace,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  if (!isFilePath(path)) return { kind: 'read', value: null };
  const fullName = toFullName(repository);
  const url = `${api.baseUrl}/repos/${fullName}/contents/${encodePath(path)}?ref=${encode(ref)}`;
  const subject = `the file ${toPlainText(path, 200)} of ${fullName}`;
  const read = await readFileText({ url, subject, accept: rawType }, api, access);
  const isTooLarge =
    read.kind === 'unread' && read.status === 403 && /too large/i.test(read.said ?? '');
  return isTooLarge ? { kind: 'read', value: { kind: 'too_large' } } : read;
}
