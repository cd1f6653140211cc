/** A function that an agent adds to a module, or comes back to: then only a number changes. */
export interface Snippet {
  path: string;
  /** What comes before the number is always the same. */
  toSource: (value: number) => string;
}

/** Waits instead of asking once. */
export const waitForSession: Snippet = {
  path: 'src/login.ts',
  toSource: (value) => `/** A session becomes visible a moment after it was started. */
export async function waitForSession(
  id: string,
  hasSession: (id: string) => Promise<boolean>,
): Promise<boolean> {
  for (let attempt = 0; attempt < ${value}; attempt += 1) {
    if (await hasSession(id)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20 * (attempt + 1)));
  }
  return false;
}
`,
};

/** Remembers users for a while. */
export const findCachedUser: Snippet = {
  path: 'src/users.ts',
  toSource: (value) => `const cacheMs = ${value}_000;
const cached = new Map<string, { user: User | undefined; until: number }>();

/** Most requests of a page ask for the same user. */
export async function findCachedUser(name: string): Promise<User | undefined> {
  const known = cached.get(name);
  if (known !== undefined && known.until > Date.now()) return known.user;
  const user = await findUser(name);
  cached.set(name, { user, until: Date.now() + cacheMs });
  return user;
}
`,
};

/** Says who owes the tax. */
export const toReverseCharge: Snippet = {
  path: 'src/tax.ts',
  toSource: (value) => `/** Companies abroad pay the tax themselves, above a small amount. */
export function toReverseCharge(net: number, country: Country, vatId: string | undefined): number {
  if (vatId === undefined || country === 'CH') return computeTax(net, country);
  return net < ${value} ? computeTax(net, country) : 0;
}
`,
};

/** Tries a file again. */
export const importWithRetry: Snippet = {
  path: 'src/importer.ts',
  toSource: (value) => `/** The share with the files is gone for a few seconds every night. */
export async function importWithRetry(path: string, retries: number): Promise<ImportReport> {
  let delayMs = ${value}00;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await importFile(path);
    } catch (error) {
      if (attempt > retries) throw error;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
      delayMs *= 2;
    }
  }
}
`,
};

/** Writes a line now and then only. */
export const logSometimes: Snippet = {
  path: 'src/log.ts',
  toSource: (value) => `let seen = 0;

/** A line per row is what makes the import slow. */
export function logSometimes(row: Row): void {
  seen += 1;
  if (seen % ${value} === 0) logRow(row);
}
`,
};
