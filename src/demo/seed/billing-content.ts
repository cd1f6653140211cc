/** The source of invoices and payments. */
export const billingFiles = {
  'README.md': '# billing\n\nInvoices and payments.\n',
  'src/config.ts': `/** Until when an invoice is to be paid. */
export const paymentDays = 14;

/** How often a customer is reminded. */
export const reminders = 3;
`,
  'src/billing.ts': `import { paymentDays } from './config.ts';
import { toCents } from './rounding.ts';
import { computeTax, type Country } from './tax.ts';

export interface Line {
  title: string;
  quantity: number;
  unitPrice: number;
}

export interface Invoice {
  customer: string;
  lines: readonly Line[];
  net: number;
  tax: number;
  dueAt: Date;
}

export function createInvoice(
  customer: string,
  country: Country,
  lines: readonly Line[],
  now: Date,
): Invoice {
  const net = toCents(lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0));
  const dueAt = new Date(now.getTime() + paymentDays * 24 * 3_600_000);
  return { customer, lines, net, tax: computeTax(net, country), dueAt };
}

export function toTotal(invoice: Invoice): number {
  return toCents(invoice.net + invoice.tax);
}
`,
  'src/tax.ts': `import { toCents } from './rounding.ts';

export type Country = 'DE' | 'FR' | 'NL' | 'CH';

const rates: Readonly<Record<Country, number>> = { DE: 0.19, FR: 0.2, NL: 0.21, CH: 0.081 };

export function computeTax(net: number, country: Country): number {
  return toCents(net * rates[country]);
}
`,
  'src/reminders.ts': `import { createInvoice } from './billing.ts';
import { reminders } from './config.ts';

export function isLastReminder(sent: number): boolean {
  return sent >= reminders;
}

export { createInvoice };
`,
  'src/rounding.ts': `/** Half a cent goes up, as the tax office wants it. */
export function toCents(amount: number): number {
  return Math.round((amount + Number.EPSILON) * 100) / 100;
}
`,
} as const;
