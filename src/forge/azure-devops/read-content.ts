import type { Unread } from '../client/forge-api.ts';
import { isBinary } from '../diff/file-text.ts';
import type { Access } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import { type AzureDevOpsApi, toRepositoryPath } from './api.ts';
import type { NamedRepository } from './repository-answer.ts';
import { toOwnerParts } from './repository-name.ts';

/** One side of a file. `unknown`: there is one, and the repository does not have it. */
export type Content =
  | { kind: 'text'; text: string }
  | { kind: 'binary' }
  | { kind: 'none' }
  | { kind: 'unknown' };

export async function readContent(
  { id, isSubmodule }: { id: string | null; isSubmodule: boolean },
  repository: NamedRepository,
  { api, limitBytes }: { api: AzureDevOpsApi; limitBytes: number },
  access: Access,
): Promise<Content | { kind: 'too_large' } | Unread> {
  if (id === null) return { kind: 'none' };
  // As git shows the commit of a submodule.
  if (isSubmodule) return { kind: 'text', text: `Subproject commit ${id}\n` };
  const { organization } = toOwnerParts(repository);
  const path = `${toRepositoryPath(repository)}/blobs/${encode(id)}`;
  const url = api.toUrl(organization, path, { $format: 'octetstream' });
  const subject = `a file of ${toFullName(repository)}`;
  const accept = 'application/octet-stream';
  const answer = await api.readBytes({ url, subject, accept, limitBytes }, access);
  if (answer.kind === 'unread') return answer.status === 404 ? { kind: 'unknown' } : answer;
  if (answer.kind === 'too_large') return answer;
  const { bytes } = answer;
  return isBinary(bytes) ? { kind: 'binary' } : { kind: 'text', text: bytes.toString('utf8') };
}
