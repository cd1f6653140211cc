import { expect } from 'vitest';
import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { ForgeScenario } from '../forge-scenario.ts';
import type { AdapterLimits } from '../test-deps.ts';

export type StartScenario = (limits?: AdapterLimits) => Promise<ForgeScenario>;

export function toLowerCased({ owner, name }: RepositoryReference): RepositoryReference {
  return { owner: owner.toLowerCase(), name: name.toLowerCase() };
}

/** For a fact that not every forge reports: it is correct or null. */
export function expectReportedOrNull(actual: unknown, expected: unknown): void {
  expect([expected, null]).toContainEqual(actual);
}

const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** A title that a page must not show unchanged. */
export const hostileTitle = `Fix\r\n\u0000\u202elogin\u2066 ${'x'.repeat(5000)}`;

export function expectPlainLine(title: string): void {
  expect(title).toMatch(/^Fix .*login/);
  expect(title).not.toMatch(unprintable);
  expect(Array.from(title).length).toBeLessThanOrEqual(1000);
}
