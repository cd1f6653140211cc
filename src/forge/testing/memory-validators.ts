import type { Validated, ValidatorCache } from '../forge.ts';

/** A validator cache that forgets with the test. Values pass through JSON, as in the database. */
export function createMemoryValidators(): ValidatorCache & { kept: Map<string, Validated> } {
  const kept = new Map<string, Validated>();
  return {
    kept,
    findValidated: async (tokenFingerprint, url) => kept.get(`${tokenFingerprint} ${url}`),
    saveValidated: async (tokenFingerprint, url, { etag, value }) => {
      const json = JSON.parse(JSON.stringify(value)) as unknown;
      kept.set(`${tokenFingerprint} ${url}`, { etag, value: json });
    },
  };
}
