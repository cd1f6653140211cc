import { type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Comment } from '../../../src/contract/comments.ts';
import { client } from './client.ts';

interface Branch {
  chatId: string;
  origin: string;
  branch: string;
}

/** Fetched once; events invalidate it. */
export function commentsQuery({ chatId, origin, branch }: Branch) {
  return queryOptions({
    queryKey: ['comments', chatId, origin, branch],
    queryFn: async (): Promise<readonly Comment[]> =>
      (await client.listComments(chatId, { origin, branch })).comments,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 300_000,
  });
}

/** Shows a sent comment at once. */
export function adoptComment(queryClient: QueryClient, branch: Branch, comment: Comment): void {
  const { queryKey } = commentsQuery(branch);
  queryClient.setQueryData(queryKey, (known) => known && withComment(known, comment));
}

function withComment(known: readonly Comment[], comment: Comment): readonly Comment[] {
  const at = known.findIndex(({ id }) => id === comment.id);
  return at === -1 ? [...known, comment] : known.with(at, comment);
}
