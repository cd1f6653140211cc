/** The source of the customer portal. */
export const appFiles = {
  'README.md': '# app\n\nThe customer portal.\n',
  'package.json': '{\n  "name": "app",\n  "version": "1.4.0"\n}\n',
  'src/config.ts': `/** How long a session lasts without a request. */
export const sessionMinutes = 30;

/** How many wrong passwords lock an account. */
export const loginAttempts = 5;

/** Rows per page of a list. */
export const pageSize = 50;
`,
  'src/users.ts': `import { query } from './database.ts';

export interface User {
  id: string;
  name: string;
  email: string;
  locked: boolean;
}

export async function findUser(name: string): Promise<User | undefined> {
  const rows = await query<User>('select * from users where name = $1', [name]);
  return rows[0];
}

export async function listUsers(page: number, size: number): Promise<User[]> {
  return query<User>('select * from users order by name limit $1 offset $2', [size, page * size]);
}
`,
  'src/login.ts': `import { loginAttempts } from './config.ts';
import { isPassword } from './passwords.ts';
import { startSession } from './session.ts';
import { findUser } from './users.ts';

export type LoginOutcome =
  | { kind: 'welcome'; session: string }
  | { kind: 'refused'; attemptsLeft: number }
  | { kind: 'locked' };

const failures = new Map<string, number>();

export async function login(name: string, password: string): Promise<LoginOutcome> {
  const user = await findUser(name);
  if (user === undefined || user.locked) return { kind: 'locked' };
  if (await isPassword(user.id, password)) {
    failures.delete(user.id);
    return { kind: 'welcome', session: await startSession(user.id) };
  }
  const failed = (failures.get(user.id) ?? 0) + 1;
  failures.set(user.id, failed);
  return { kind: 'refused', attemptsLeft: Math.max(0, loginAttempts - failed) };
}
`,
  'src/session.ts': `import { randomUUID } from 'node:crypto';
import { sessionMinutes } from './config.ts';
import { store } from './store.ts';

export async function startSession(userId: string): Promise<string> {
  const id = randomUUID();
  await store.set(id, userId, { ttlSeconds: sessionMinutes * 60 });
  return id;
}

export async function endSession(id: string): Promise<void> {
  await store.delete(id);
}
`,
  'test/login.test.ts': `import { expect, test } from 'vitest';
import { login } from '../src/login.ts';

test('greets a known user', async () => {
  const outcome = await login('robin', 'correct horse');
  expect(outcome.kind).toBe('welcome');
});

test('counts wrong passwords', async () => {
  await login('mira', 'wrong');
  expect(await login('mira', 'wrong')).toEqual({ kind: 'refused', attemptsLeft: 3 });
});
`,
} as const;
