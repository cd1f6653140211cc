import { unknownRunFields } from '../../domain/checks.ts';
import type { Check } from '../forge.ts';

const mostMissing = 100;

/**
 * The checks under a rule that demands a number of successful builds and no other one: all of them are
 * required, and those that the number is short of are expected (S14). Zero demands nothing.
 */
export function requireBuilds(reported: readonly Check[], count: number): Check[] {
  const isDemanded = count > 0;
  const checks = reported.map((check) => {
    return { ...check, required: isDemanded || check.required === true };
  });
  const short = Math.min(Math.max(0, count - reported.length), mostMissing);
  const expected = Array.from({ length: short }, (_, index) => {
    return buildExpected(`build ${reported.length + index + 1} of ${count}`);
  });
  return [...checks, ...expected];
}

/** A required check that nothing has reported. */
export function buildExpected(name: string): Check {
  return {
    ...unknownRunFields,
    name,
    state: 'expected',
    required: true,
    url: null,
    description: null,
    startedAt: null,
    completedAt: null,
    log: { kind: 'none', reason: 'Nothing has reported this check yet.' },
  };
}
