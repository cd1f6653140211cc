/** A commit of a repository's history. */
export interface SeedCommit {
  message: string;
  files: Readonly<Record<string, string>>;
}

/** The repositories of the demo and what their main branches hold at the start. */
export const SEED_REPOSITORIES: Readonly<Record<string, readonly SeedCommit[]>> = {
  app: [
    {
      message: 'Start the application',
      files: {
        'README.md': '# app\n\nThe customer portal.\n',
        'package.json': '{\n  "name": "app",\n  "version": "1.4.0"\n}\n',
        'package-lock.json': toLockFile(['fastify', 'pino', 'zod']),
      },
    },
    {
      message: 'Add the login',
      files: {
        'src/login.ts':
          "import { findUser } from './users.ts';\n\nexport async function login(name: string) {\n  const user = await findUser(name);\n  return user === undefined ? 'unknown' : 'welcome';\n}\n",
        'src/users.ts': toModule('findUser', 'name: string'),
        'test/login.test.ts': "test('greets a known user', async () => {});\n",
      },
    },
  ],
  billing: [
    {
      message: 'Start billing',
      files: {
        'README.md': '# billing\n\nInvoices and payments.\n',
        'src/billing.ts': toModule('createInvoice', 'customer: string'),
        'src/tax.ts': toModule('computeTax', 'amount: number'),
      },
    },
    { message: 'Round to cents', files: { 'src/rounding.ts': toModule('round', 'n: number') } },
  ],
  etl: [
    {
      message: 'Start the importer',
      files: {
        'README.md': '# etl\n\nNightly imports.\n',
        'src/importer.ts': toModule('importFile', 'path: string'),
        'src/schedule.ts': toModule('nextRun', 'after: Date'),
        'docs/guide.md': '# Guide\n\nRun `importer` once a night.\n',
      },
    },
    { message: 'Log every row', files: { 'src/log.ts': toModule('logRow', 'row: unknown') } },
  ],
};

/** The text of a lock file; each release of the demo's packages changes many of its lines. */
export function toLockFile(packages: readonly string[], release = 1): string {
  const entries = packages.map((name, at) => [
    `node_modules/${name}`,
    { version: `${release}.${at}.0`, integrity: `sha512-${name}${release}${'A'.repeat(24)}==` },
  ]);
  return `${JSON.stringify({ packages: Object.fromEntries(entries) }, null, 2)}\n`;
}

function toModule(name: string, parameter: string): string {
  const variable = parameter.split(':')[0] ?? 'value';
  return `export async function ${name}(${parameter}) {\n  return ${variable};\n}\n`;
}
