import { type Database, DatabaseUnavailable } from './database.ts';
import { findValidator } from './queries/tokens/find-validator.ts';
import { saveValidator } from './queries/tokens/save-validator.ts';

interface Validated {
  etag: string;
  value: unknown;
}

const mostRemembered = 5_000;

/**
 * Validators are stored in the database, so that they survive a restart and are shared by replicas.
 * Recently used ones are cached in this process and cost no statement. A replica whose cached one is
 * outdated merely receives a full response instead of a 304, and so does one without the database.
 */
export function createValidatorCache(database: Database) {
  const remembered = new Map<string, Validated>();
  const remember = (key: string, validated: Validated) => {
    remembered.delete(key);
    remembered.set(key, validated);
    if (remembered.size <= mostRemembered) return;
    const [oldest] = remembered.keys();
    if (oldest !== undefined) remembered.delete(oldest);
  };
  return {
    async findValidated(tokenFingerprint: string, url: string): Promise<Validated | undefined> {
      const key = `${tokenFingerprint} ${url}`;
      const stored = () => findValidator(database, tokenFingerprint, url).catch(ignoreOutage);
      const known = remembered.get(key) ?? (await stored());
      if (known) remember(key, known);
      return known;
    },
    async saveValidated(tokenFingerprint: string, url: string, value: Validated): Promise<void> {
      const saved = saveValidator(database, tokenFingerprint, url, value);
      const isSaved = await saved.catch(ignoreOutage);
      if (isSaved) remember(`${tokenFingerprint} ${url}`, value);
    },
  };
}

function ignoreOutage(error: unknown): undefined {
  if (!(error instanceof DatabaseUnavailable)) throw error;
}
