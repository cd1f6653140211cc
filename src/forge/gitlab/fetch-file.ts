import { toFileOutcome } from '../file-text.ts';
import type { Access, FileOutcome, FileRequest } from '../forge.ts';
import type { ForgeApi } from '../forge-api.ts';
import { readFile } from './read-file.ts';
import type { Repositories } from './repositories.ts';

/** A file of a branch as it is at one commit. */
export async function fetchFile(
  request: FileRequest,
  { api, repositories }: { api: ForgeApi; repositories: Repositories },
  access: Access,
): Promise<FileOutcome> {
  const read = await readFile(request, api, access);
  return toFileOutcome(read, () => repositories.read(request.repository, access));
}
