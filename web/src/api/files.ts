import { queryOptions } from '@tanstack/react-query';
import type { Diff, DiffFile } from '../../../src/contract/diff.ts';
import { client } from './client.ts';

/** The text of a file at the head of the branch whose diff is read. */
export function fileQuery(diff: Diff, path: string) {
  const { chat_id: chatId, remote_origin: origin, branch, head_sha: headSha } = diff;
  return queryOptions({
    queryKey: ['file', chatId, origin, branch, headSha, path],
    queryFn: () => client.getFile(chatId, { origin, branch, path }),
    staleTime: 60_000,
    gcTime: 60_000,
  });
}

/** The lines of one file of a diff that came without lines. */
export function fileDiffQuery(diff: Diff, { path, previous_path: previous }: DiffFile) {
  const { chat_id: chatId, remote_origin: origin, branch, head_sha: headSha } = diff;
  const moved = previous === null ? {} : { previous_path: previous };
  return queryOptions({
    queryKey: ['file diff', chatId, origin, branch, headSha, path],
    queryFn: () => client.getFileDiff(chatId, { origin, branch, path, ...moved }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 300_000,
  });
}
