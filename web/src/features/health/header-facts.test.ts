import { expect, test } from 'vitest';
import { instant, now } from '../../testing/chats.ts';
import { makeForgeHealth, makeHealth, makeQuota, makeReplica } from '../../testing/health.ts';
import { findQuotaFact, findReplicaFact } from './header-facts.ts';

test('shows the scarcest quota of the linked tokens', () => {
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

test('shows before all that polling is paused', () => {
  const polling = { factor: 0, paused: true, paused_at: null };
  const forges = [makeForgeHealth({ paused_until: instant(-60) })];
  expect(findQuotaFact(makeHealth({ forges, polling }), now)).toEqual({ kind: 'polling_paused' });
});

test('shows the pause that ends last instead', () => {
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

test('shows nothing when no quota is known', () => {
  expect(findQuotaFact(makeHealth({ forges: [makeForgeHealth({ quotas: [] })] }), now)).toBe(
    undefined,
  );
});

test('mentions replicas only when there are several', () => {
  const dead = makeReplica({ id: 'replica-2', seen_at: instant(600) });
  expect(findReplicaFact(makeHealth())).toBeUndefined();
  expect(findReplicaFact(makeHealth({ replicas: [makeReplica(), dead] }))).toEqual({
    seen: 1,
    all: 2,
  });
});
