import type { components } from '@octokit/openapi-types';
import { expectTypeOf, test } from 'vitest';
import type { toAccountJson } from './account-json.ts';
import type { toCommitJson } from './commit-json.ts';
import type { toFullPullRequestJson, toPullRequestJson } from './pull-request-json.ts';
import type { toCheckRunJson, toCommentJson, toReviewJson } from './review-json.ts';

type GitHub = components['schemas'];

/** The required fields of GitHub's schema that our object lacks. */
type Missing<Ours, Theirs> = keyof {
  [Name in keyof Theirs as undefined extends Theirs[Name]
    ? never
    : Name extends keyof Ours
      ? never
      : Name]: true;
};

test('our JSON has every required field of the OpenAPI schema', () => {
  type Listed = ReturnType<typeof toPullRequestJson>;
  type Full = Awaited<ReturnType<typeof toFullPullRequestJson>>;
  expectTypeOf<Missing<Listed, GitHub['pull-request-simple']>>().toBeNever();
  expectTypeOf<Missing<Full, GitHub['pull-request']>>().toBeNever();
  expectTypeOf<
    Missing<ReturnType<typeof toReviewJson>, GitHub['pull-request-review']>
  >().toBeNever();
  expectTypeOf<Missing<ReturnType<typeof toCheckRunJson>, GitHub['check-run']>>().toBeNever();
  expectTypeOf<
    Missing<ReturnType<typeof toCommentJson>, GitHub['pull-request-review-comment']>
  >().toBeNever();
  expectTypeOf<Missing<ReturnType<typeof toAccountJson>, GitHub['simple-user']>>().toBeNever();
  expectTypeOf<Missing<ReturnType<typeof toCommitJson>, GitHub['commit']>>().toBeNever();
});
