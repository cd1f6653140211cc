import { buildLockFile } from '../../seed/lock-file.ts';
import { drawPicture } from '../../seed/picture.ts';
import { append, type Change, put, replace } from '../edits.ts';

const settings = 'src/settings.ts';
const summary = 'src/cart/cart-summary.tsx';

/** Changes to the storefront repository. */
export const storefrontChanges = {
  'login-wait': {
    message: 'Wait until a session is visible',
    edits: [
      append(
        'src/session/session.ts',
        `/** A new session becomes visible only after a short delay. */
export async function waitForSession(id: string): Promise<boolean> {
  for (let attempt = 0; attempt < §; attempt += 1) {
    if (await store.has(id)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20 * (attempt + 1)));
  }
  return false;
}
`,
      ),
      replace(
        'src/session/login.ts',
        `    return { kind: 'welcome', session: await startSession(user.id) };`,
        `    const session = await startSession(user.id);
    await waitForSession(session);
    return { kind: 'welcome', session };`,
      ),
      replace(
        'src/session/login.ts',
        `import { startSession } from`,
        `import { startSession, waitForSession } from`,
      ),
    ],
  },
  'login-test': {
    message: 'Test two concurrent logins',
    edits: [
      append(
        'test/login.test.ts',
        `// Failed in § of 100 runs.
test('keeps the session of a user who logs in twice', async () => {
  const [first, second] = await Promise.all([
    login('robin', 'correct horse'),
    login('robin', 'correct horse'),
  ]);
  expect(second.kind).toBe(first.kind);
});
`,
      ),
    ],
  },
  // Two agents change the same setting, so their pull requests conflict.
  'session-setting': {
    message: 'Adjust the session length',
    edits: [replace(settings, 'sessionMinutes = 30;', 'sessionMinutes = §;')],
  },
  'shorter-sessions': {
    message: 'End sessions on shared devices sooner',
    edits: [
      replace(settings, 'sessionMinutes = 30;', 'sessionMinutes = §;'),
      append(
        settings,
        `/** On a device that several people use. */
export const sharedSessionMinutes = §;
`,
      ),
      replace(
        'src/session/session.ts',
        `export async function startSession(userId: string): Promise<string> {
  const id = randomUUID();
  await store.set(id, userId, { ttlSeconds: sessionMinutes * 60 });`,
        `export async function startSession(userId: string, isShared = false): Promise<string> {
  const id = randomUUID();
  const minutes = isShared ? sharedSessionMinutes : sessionMinutes;
  await store.set(id, userId, { ttlSeconds: minutes * 60 });`,
      ),
      replace(
        'src/session/session.ts',
        'import { sessionMinutes } from',
        'import { sessionMinutes, sharedSessionMinutes } from',
      ),
    ],
  },
  'lock-file': {
    message: 'Upgrade all dependencies',
    edits: [
      put('package-lock.json', (random) => buildLockFile(2 + Math.floor(random() * 90))),
      replace('package.json', '"fastify": "^5.1.0"', '"fastify": "^5.§.0"'),
      replace('package.json', '"zod": "^3.23.0"', '"zod": "^4.§.0"'),
    ],
  },
  'delivery-date': {
    message: 'Show when the cart arrives',
    edits: [
      put('src/cart/delivery.ts', (random) => buildDelivery(1 + Math.floor(random() * 6))),
      replace(
        summary,
        `      <p className="total">`,
        `      <p className="delivery">
        Arrives by <time dateTime={day.toISOString()}>{formatDay(day)}</time>
      </p>
      <p className="total">`,
      ),
      replace(
        summary,
        `  return (
    <section`,
        `  const day = toDeliveryDay(new Date(), cart.lines.length);
  return (
    <section`,
      ),
      replace(
        summary,
        `import { formatPrice } from '../format.ts';
import { type Cart, toTotal } from './cart.ts';
import './cart-summary.css';`,
        `import { formatDay, formatPrice } from '../format.ts';
import { type Cart, toTotal } from './cart.ts';
import { toDeliveryDay } from './delivery.ts';
import './cart-summary.css';`,
      ),
      append(
        'src/cart/cart-summary.css',
        `.cart-summary .delivery {\n  color: #59636e;\n  margin: 0 0 §px;\n}\n`,
      ),
    ],
  },
  logo: {
    message: 'Replace the logo',
    edits: [
      put('assets/logo.png', (random) => {
        const shade = Math.floor(random() * 200);
        return drawPicture([17, 24, shade], [250, shade, 60]);
      }),
      replace('README.md', '# Storefront\n', '# Storefront\n\n![Acme](assets/logo.png?v=§)\n'),
    ],
  },
} satisfies Record<string, Change>;

function buildDelivery(days: number): string {
  return `const dayMs = 24 * 3_600_000;
const packingDays = ${days};

/** Skips weekends; large carts take one more day. */
export function toDeliveryDay(ordered: Date, lines: number): Date {
  let left = packingDays + (lines > 10 ? 1 : 0);
  const day = new Date(ordered);
  while (left > 0) {
    day.setTime(day.getTime() + dayMs);
    if (day.getDay() !== 0 && day.getDay() !== 6) left -= 1;
  }
  return day;
}
`;
}
