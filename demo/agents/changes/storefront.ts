import { toLockFile } from '../../seed/lock-file.ts';
import { toPicture } from '../../seed/picture.ts';
import { append, type Change, put, replace } from '../edits.ts';

const settings = 'src/settings.ts';
const summary = 'src/cart/cart-summary.tsx';

/** What agents do to the shop. */
export const storefrontChanges = {
  'login-wait': {
    message: 'Wait until a session is visible',
    edits: [
      append(
        'src/session/session.ts',
        `/** A session becomes visible a moment after it was started. */
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
    message: 'Test two logins at once',
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
  // Two agents that turn the same knob are in each other's way.
  'session-setting': {
    message: 'Let sessions last as long as the test needs',
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
    message: 'Upgrade everything that can be',
    edits: [
      put('package-lock.json', (random) => toLockFile(2 + Math.floor(random() * 90))),
      replace('package.json', '"fastify": "^5.1.0"', '"fastify": "^5.§.0"'),
      replace('package.json', '"zod": "^3.23.0"', '"zod": "^4.§.0"'),
    ],
  },
  'delivery-date': {
    message: 'Show when the cart arrives',
    edits: [
      put('src/cart/delivery.ts', (random) => toDelivery(1 + Math.floor(random() * 6))),
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
    message: 'Draw the new logo',
    edits: [
      put('assets/logo.png', (random) => {
        const shade = Math.floor(random() * 200);
        return toPicture([17, 24, shade], [250, shade, 60]);
      }),
      replace('README.md', '# Storefront\n', '# Storefront\n\n![Acme](assets/logo.png?v=§)\n'),
    ],
  },
} satisfies Record<string, Change>;

function toDelivery(days: number): string {
  return `const dayMs = 24 * 3_600_000;
const packingDays = ${days};

/** Weekends are free; large carts take one day longer. */
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
