import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getChecks } from '../../../test/support/checks.ts';
import { getPullRequest } from '../testing/forge-scenario.ts';
import { listRequiredPlans, parseCondition, type RefMatcher } from './build-rules.ts';
import { isMatchingPattern, isMatchingRef } from './ref-patterns.ts';
import { conditionJson } from './testing/json-answers.ts';
import {
  type BitbucketDataCenterScenario,
  startBitbucketDataCenterScenario,
} from './testing/start-scenario.ts';

const conditions = 'GET /required-builds/latest/projects/ACME/repos/app/conditions';

describe('required builds', () => {
  let tested: BitbucketDataCenterScenario;

  beforeEach(async () => {
    tested = await startBitbucketDataCenterScenario();
  });

  afterEach(() => tested[Symbol.asyncDispose]());

  async function readRequired() {
    const { url } = tested.putPullRequest({ checks: [{ name: 'build', state: 'passed' }] });
    return getChecks(await getPullRequest(tested, { known: { url, state: 'open' } }));
  }

  test('are read once in ten minutes for each repository', async () => {
    tested.server.world.requiredPlans = ['build', 'deploy'];
    for (const _ of [1, 2]) expect(await readRequired()).toMatchObject({ missing: ['deploy'] });
    const calls = tested.server.takeCalls().filter((call) => call === conditions);
    expect(calls).toHaveLength(1);
    tested.instant.nowMs += 10 * 60_000;
    await readRequired();
    expect(tested.server.takeCalls()).toContain(conditions);
  });

  test('do not exist in a version without them', async () => {
    tested.server.put(conditions, { status: 404 });
    expect((await readRequired()).required).toMatchObject({ passed: 0, missing: 0 });
  });

  test('are unknown where they depend on the branching model (S16)', async () => {
    const condition = conditionJson(['build']);
    const type = { id: 'MODEL_BRANCH' };
    const values = [{ ...condition, refMatcher: { id: 'production', type } }];
    tested.server.put(conditions, { body: { values, isLastPage: true } });
    expect((await readRequired()).required).toBeNull();
  });
});

describe('the conditions', () => {
  const into = { type: 'BRANCH', id: 'refs/heads/main' };
  const any = { type: 'ANY_REF', id: 'ANY_REF_MATCHER_ID' };
  const ends = { base: 'main', head: 'agent/login' };
  const toPlans = (exempt: RefMatcher | null, matcher: RefMatcher = into) => {
    const plans = listRequiredPlans([{ plans: ['a', 'b'], into: matcher, exempt }], ends);
    return plans && [...plans];
  };

  test('hold for the base that they name', () => {
    expect(toPlans(null)).toEqual(['a', 'b']);
    expect(toPlans(null, any)).toEqual(['a', 'b']);
    expect(toPlans(null, { ...into, id: 'refs/heads/develop' })).toEqual([]);
  });

  test('may hold for merge queues only', () => {
    const body = { ...conditionJson(['a']), requiredForPullRequest: false };
    expect(parseCondition(body)?.plans).toEqual([]);
  });

  test('hold for no pull request from an exempt branch', () => {
    expect(toPlans({ type: 'PATTERN', id: 'agent/' })).toEqual([]);
    expect(toPlans({ type: 'PATTERN', id: 'dependabot/' })).toEqual(['a', 'b']);
    expect(toPlans({ type: 'MODEL_CATEGORY', id: 'FEATURE' })).toBeNull();
  });

  test.each([{}, { buildParentKeys: [7] }, { buildParentKeys: ['a'], refMatcher: {} }])(
    'cannot be read from %j',
    (body) => {
      expect(parseCondition(body)).toBeUndefined();
    },
  );
});

describe('a pattern of refs', () => {
  test.each([
    ['main', 'main', true],
    ['main', 'heads/main', true],
    ['main', '*', true],
    ['maintenance', 'main', false],
    ['stable/PROJECT-new', 'PROJECT-*', true],
    ['PROJECT/new', 'PROJECT-*', false],
    ['1.1', '?.?', true],
    ['1.10', '?.?', false],
    ['stable/master', 'heads/**/master', true],
    ['master', 'heads/**/master', true],
    ['release/1/2', 'release/', true],
    ['releases/1', 'release/', false],
    ['main', 'tags/**', false],
  ])('matches %s by %s: %s', (branch, id, isMatch) => {
    expect(isMatchingRef(branch, { type: 'PATTERN', id })).toBe(isMatch);
  });

  test('without wildcards matches itself', () => {
    const segment = fc.stringMatching(/^[a-z.-]{1,8}$/);
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (segments) => {
        expect(isMatchingPattern(`refs/heads/${segments.join('/')}`, segments.join('/'))).toBe(
          true,
        );
      }),
    );
  });
});
