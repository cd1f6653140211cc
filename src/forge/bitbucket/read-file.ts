import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { type FileText, isFilePath, readFileText } from '../diff/file-text.ts';
import type { Access, FileRequest } from '../forge.ts';
import { findText, parseJson, parseList, toFields } from '../parsing/json-fields.ts';
import { encode, encodePath, isCommitSha } from '../parsing/text.ts';
import { toRepositoryApiUrl } from './api.ts';
import { readBranchHash } from './branches.ts';

/** A file at a commit or branch; null when there is none. */
export async function readFile(
  { repository, ref, path }: FileRequest,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<FileText | null>> {
  if (!isFilePath(path)) return { kind: 'read', value: null };
  const hash = await findHash(repository, ref, api, access);
  if (hash.kind === 'unread') return hash;
  if (hash.value === null) return { kind: 'read', value: null };
  const at = `src/${encode(hash.value)}/${encodePath(path)}`;
  const url = `${toRepositoryApiUrl(repository, api)}/${at}`;
  const file = await readFileText({ repository, path, url }, api, access);
  return file.kind === 'read' && isFolder(file.value, path) ? { kind: 'read', value: null } : file;
}

/** Null when there is no such branch. */
async function findHash(
  repository: RepositoryReference,
  ref: string,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<string | null>> {
  if (isCommitSha(ref)) return { kind: 'read', value: ref };
  const branch = await readBranchHash(repository, ref, api, access);
  if (branch.kind === 'read' || branch.status !== 404) return branch;
  // Of a branch that was deleted, the head is known by an abbreviation.
  return { kind: 'read', value: /^[0-9a-f]{7,39}$/.test(ref) ? ref : null };
}

/** Where a folder is, Bitbucket lists what lies below it. */
function isFolder(file: FileText | null, path: string): boolean {
  if (file?.kind !== 'text' || !file.text.startsWith('{')) return false;
  const { values } = toFields(parseJson(Buffer.from(file.text))) ?? {};
  const paths = parseList(values, (entry) => findText(toFields(entry), 'path')) ?? [];
  return paths.length > 0 && paths.every((below) => below.startsWith(`${path}/`));
}
