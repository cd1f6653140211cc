import type { Refusals } from './forge-double.ts';
import type { ScenarioPeople, ScenarioRepository } from './forge-scenario.ts';

/** The deleted accounts of a double. Their forks are gone as well. */
export interface DeletedAccounts extends ScenarioPeople {
  /** The JSON that the forge sends for a body since the accounts were deleted. */
  erase(body: unknown): unknown;
}

/** Returns what the forge sends in place of an object, which is the object itself in most cases. */
type EraseFields = (fields: Record<string, unknown>, gone: ReadonlySet<unknown>) => unknown;

export function createDeletedAccounts(
  names: Readonly<Record<ScenarioRepository, string>>,
  refusals: Refusals,
  eraseFields: EraseFields,
): DeletedAccounts {
  const gone = new Set<unknown>();
  return {
    deletesForks: true,
    deleteAccount(login) {
      gone.add(login);
      const isOwn = (name: string) => name.replace('~', '').split('/').includes(login);
      for (const name of Object.values(names).filter(isOwn)) refusals.set(name, 404);
    },
    erase(body) {
      if (gone.size === 0 || typeof body !== 'object' || Buffer.isBuffer(body)) return body;
      return JSON.parse(JSON.stringify(body), (_, value) => {
        const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
        return isObject ? eraseFields(value, gone) : value;
      });
    },
  };
}
