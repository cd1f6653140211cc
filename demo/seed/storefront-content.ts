import { buildLockFile } from './lock-file.ts';
import { drawPicture } from './picture.ts';

/** The files of the storefront repository. */
export const storefrontFiles: Readonly<Record<string, string | Buffer>> = {
  'README.md': '# Storefront\n\nThe shop that customers see.\n',
  'package.json': `{
  "name": "storefront",
  "version": "3.12.0",
  "type": "module",
  "dependencies": {
    "fastify": "^5.1.0",
    "pino": "^9.4.0",
    "react": "^19.0.0",
    "zod": "^3.23.0"
  }
}
`,
  'package-lock.json': buildLockFile(1),
  'assets/logo.png': drawPicture([36, 99, 235], [14, 165, 233]),
  'src/settings.ts': `/** How long an idle session lasts. */
export const sessionMinutes = 30;

/** Failed logins before an account is locked. */
export const loginAttempts = 5;

/** Rows per page of a list. */
export const pageSize = 50;
`,
  'src/session/login.ts': `import { loginAttempts } from '../settings.ts';
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
  'src/session/session.ts': `import { randomUUID } from 'node:crypto';
import { sessionMinutes } from '../settings.ts';
import { store } from '../store.ts';

export async function startSession(userId: string): Promise<string> {
  const id = randomUUID();
  await store.set(id, userId, { ttlSeconds: sessionMinutes * 60 });
  return id;
}

export async function endSession(id: string): Promise<void> {
  await store.delete(id);
}
`,
  'src/cart/cart.ts': `export interface CartLine {
  sku: string;
  title: string;
  quantity: number;
  unitPrice: number;
}

export interface Cart {
  lines: readonly CartLine[];
  voucher: string | undefined;
}

export function addLine(cart: Cart, line: CartLine): Cart {
  const known = cart.lines.find(({ sku }) => sku === line.sku);
  if (known === undefined) return { ...cart, lines: [...cart.lines, line] };
  const quantity = known.quantity + line.quantity;
  const lines = cart.lines.map((other) => (other === known ? { ...known, quantity } : other));
  return { ...cart, lines };
}

export function toTotal({ lines }: Cart): number {
  return lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
}
`,
  'src/cart/cart-summary.tsx': `import { formatPrice } from '../format.ts';
import { type Cart, toTotal } from './cart.ts';
import './cart-summary.css';

export function CartSummary({ cart }: { cart: Cart }) {
  return (
    <section className="cart-summary" aria-label="Cart">
      <ul>
        {cart.lines.map((line) => (
          <li key={line.sku}>
            <span>{line.title}</span>
            <span>{formatPrice(line.quantity * line.unitPrice)}</span>
          </li>
        ))}
      </ul>
      <p className="total">{formatPrice(toTotal(cart))}</p>
    </section>
  );
}
`,
  'src/cart/cart-summary.css': `.cart-summary {
  display: grid;
  gap: 0.75rem;
  padding: 1rem;
  border: 1px solid #d0d7de;
  border-radius: 8px;
}

.cart-summary .total {
  font-weight: 600;
}
`,
  'test/login.test.ts': `import { expect, test } from 'vitest';
import { login } from '../src/session/login.ts';

test('greets a known user', async () => {
  const outcome = await login('robin', 'correct horse');
  expect(outcome.kind).toBe('welcome');
});

test('counts wrong passwords', async () => {
  await login('mira', 'wrong');
  expect(await login('mira', 'wrong')).toEqual({ kind: 'refused', attemptsLeft: 3 });
});
`,
};
