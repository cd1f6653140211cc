import { toFileOutcome } from '../file-text.ts';
import type { Access, FileOutcome, FileRequest } from '../forge.ts';
import type { ForgeApi } from '../forge-api.ts';
import { readContents } from './read-contents.ts';
import type { Repositories } from './repositories.ts';

/** A file at one commit of the branch's repository. */
export async function fetchFile(
  request: FileRequest,
  { api, repositories }: { api: ForgeApi; repositories: Repositories },
  access: Access,
): Promise<FileOutcome> {
  const read = await readContents(request, api, access);
  return toFileOutcome(read, () => repositories.read(request.repository, access));
}
