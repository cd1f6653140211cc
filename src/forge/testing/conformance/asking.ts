import { expect } from 'vitest';
import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { AdapterLimits } from '../adapter-ports.ts';
import type { ForgeScenario } from '../forge-scenario.ts';

export type StartScenario = (limits?: AdapterLimits) => Promise<ForgeScenario>;

export function toLowerCased({ owner, name }: RepositoryReference): RepositoryReference {
  return { owner: owner.toLowerCase(), name: name.toLowerCase() };
}

/** A fact that not every forge tells: it is right, or null. */
export function expectToldOrNull(actual: unknown, expected: unknown): void {
  expect([expected, null]).toContainEqual(actual);
}

const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** What a forge may say of a title, and a page must not show as it is. */
export const hostileTitle = `Fix\r\n\u0000\u202elogin\u2066 ${'x'.repeat(5000)}`;

export function expectPlainLine(title: string): void {
  expect(title).toMatch(/^Fix .*login/);
  expect(title).not.toMatch(unprintable);
  expect(Array.from(title).length).toBeLessThanOrEqual(1000);
}
