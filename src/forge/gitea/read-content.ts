import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { findText, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode, encodePath, toPlainText } from '../parsing/text.ts';
import { toRepositoryApiUrl } from './api.ts';

/** A file as it is at one commit. */
export interface Content {
  sha: string;
  /** In base 64; null when Gitea leaves it out, as it does with large ones. */
  content: string | null;
}

const reading: Reading<Content> = { shape: 'file/1', parse: parseContent };

/** Null when there is no such file at that commit. */
export async function readContent(
  repository: RepositoryReference,
  { path, sha }: { path: string; sha: string },
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Content | null>> {
  const at = `contents/${encodePath(path)}?ref=${encode(sha)}`;
  const url = `${toRepositoryApiUrl(repository, api)}/${at}`;
  const subject = `${toPlainText(path, 200)} in ${toFullName(repository)}`;
  const answer = await api.read({ url, subject, reading }, access);
  if (answer.kind === 'unread' && answer.status === 404) return { kind: 'read', value: null };
  return answer;
}

export function parseContent(body: unknown): Content | undefined {
  const fields = toFields(body);
  const sha = findText(fields, 'sha');
  if (sha === undefined) return undefined;
  switch (findText(fields, 'type') ?? '') {
    case 'file':
      return { sha, content: findText(fields, 'content') ?? null };
    case 'symlink':
      return { sha, content: toBase64(findText(fields, 'target') ?? '') };
    case 'submodule':
      return { sha, content: toBase64(`Subproject commit ${sha}\n`) };
    default:
      return undefined;
  }
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}
