import { expect, test } from 'vitest';
import { instant, now } from '../../testing/chats.ts';
import { makeForgeHealth, makeHealth, makeQuota, makeReplica } from '../../testing/health.ts';
import { findQuotaFact, findReplicaFact } from './header-facts.ts';

test('the scarcest quota of the linked tokens is the one to be told', () => {
  const forges = [
    makeForgeHealth({ quotas: [makeQuota(), makeQuota({ bucket: 'graphql', remaining: 500 })] }),
    makeForgeHealth({ id: 'old', token_linked: false, quotas: [makeQuota({ remaining: 1 })] }),
  ];
  expect(findQuotaFact(makeHealth({ forges }), now)).toEqual({
    kind: 'share',
    forgeId: 'github',
    bucket: 'graphql',
    share: 0.1,
    scarce: true,
  });
});

test('a pause is told instead, the longest of several', () => {
  const forges = [
    makeForgeHealth({ paused_until: instant(-60) }),
    makeForgeHealth({ id: 'gitlab', paused_until: instant(-600) }),
  ];
  expect(findQuotaFact(makeHealth({ forges }), now)).toEqual({
    kind: 'paused',
    forgeId: 'gitlab',
    until: instant(-600),
  });
});

test('without quotas nothing is told', () => {
  expect(findQuotaFact(makeHealth({ forges: [makeForgeHealth({ quotas: [] })] }), now)).toBe(
    undefined,
  );
});

test('one replica is nothing to speak of, a missing one of several is', () => {
  const dead = makeReplica({ id: 'replica-2', seen_at: instant(600) });
  expect(findReplicaFact(makeHealth())).toBeUndefined();
  expect(findReplicaFact(makeHealth({ replicas: [makeReplica(), dead] }))).toEqual({
    seen: 1,
    all: 2,
  });
});
