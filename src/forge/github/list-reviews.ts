import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, Unread } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { isPageCovered, pageSize } from './pages.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';
import { type ListedReview, parseReviews } from './reviews.ts';

const mostPages = 50;
const reading: Reading<ListedReview[]> = {
  shape: 'reviews/2',
  parse: parseReviews,
  isCovered: isPageCovered,
};

/** Every review of a pull request. */
export function listReviews(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<{ kind: 'read'; value: ListedReview[] } | Unread> {
  const url = `${toPullRequestApiUrl(reference, api)}/reviews?per_page=${pageSize}`;
  const subject = `the reviews of ${toSubject(reference)}`;
  return listAll(api, { url, subject, reading }, mostPages, access);
}
