import type { SeedRepositoryName } from '../seed/repository-content.ts';

/** What an agent did before the demo started. Its files are new, so that later work does not touch them. */
export interface EarlierWork {
  title: string;
  /** The index of the agent. */
  agent: 0 | 1 | 2;
  hoursAgo: number;
  repository: SeedRepositoryName;
  branch: string;
  pullRequest: { title: string; body: string };
  files: Readonly<Record<string, string>>;
  checks: 'passed' | 'failed';
  /** What a reviewer writes who approves it. */
  approval?: string;
  end?: 'merge' | 'close';
}

/** Oldest first. */
export const earlierWork: readonly EarlierWork[] = [
  {
    title: 'Show prices in the currency of the country',
    agent: 0,
    hoursAgo: 27,
    repository: 'storefront',
    branch: 'feat/local-currency',
    pullRequest: {
      title: 'feat: show prices in the currency of the country',
      body: 'Visitors from Japan saw `¥1,200.00`. The yen has no minor unit.\n\n- [x] Number of decimals by currency\n- [x] Test for JPY and KWD',
    },
    files: {
      'src/cart/currency.ts': `/** How many decimals an amount has in a currency. */
export function countDecimals(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}
`,
      'test/currency.test.ts': `import { expect, test } from 'vitest';
import { countDecimals } from '../src/cart/currency';

test.each([['JPY', 0], ['EUR', 2], ['KWD', 3]])('%s has %i decimals', (currency, decimals) => {
  expect(countDecimals(currency)).toBe(decimals);
});
`,
    },
    checks: 'passed',
    approval: 'I did not know about the dinar. Good catch.',
    end: 'merge',
  },
  {
    title: 'Log refused payments with their reason',
    agent: 1,
    hoursAgo: 22,
    repository: 'payments',
    branch: 'feat/refusal-log',
    pullRequest: {
      title: 'billing: log refused payments with their reason',
      body: 'Support can answer "why was my card refused?" without access to the database.\n\nThe card number is never logged.',
    },
    files: {
      'internal/billing/refusal.go': `package billing

import "log/slog"

// LogRefusal records why a payment was refused. The card is known by its last four digits only.
func LogRefusal(invoice string, lastDigits string, reason string) {
	slog.Info("payment refused", "invoice", invoice, "card", lastDigits, "reason", reason)
}
`,
    },
    checks: 'passed',
    approval: 'Thanks for leaving the card number out.',
    end: 'merge',
  },
  {
    title: 'Try another tokenizer',
    agent: 2,
    hoursAgo: 9,
    repository: 'search',
    branch: 'spike/trigram-tokenizer',
    pullRequest: {
      title: 'spike: split words into trigrams',
      body: 'Finds `lmap` for *lamp*, but the index grows from 40 MB to **310 MB**. Closing: not worth it.',
    },
    files: {
      'src/trigram.rs': `/// All runs of three characters of a word.
pub fn trigrams(word: &str) -> Vec<String> {
    let characters: Vec<char> = word.chars().collect();
    characters.windows(3).map(|run| run.iter().collect()).collect()
}
`,
    },
    checks: 'passed',
    end: 'close',
  },
  {
    title: 'Import prices of the new supplier',
    agent: 1,
    hoursAgo: 3,
    repository: 'pipeline',
    branch: 'feat/supplier-prices',
    pullRequest: {
      title: 'feat: import the prices of the new supplier',
      body: 'The supplier sends one CSV file a day, with a comma as the decimal separator.',
    },
    files: {
      'pipeline/supplier.py': `from decimal import Decimal


def parse_price(text: str) -> Decimal:
    """Reads \`1.234,50\`, as the supplier writes it."""
    return Decimal(text.replace(".", "").replace(",", "."))
`,
    },
    checks: 'failed',
  },
  {
    title: 'Write down how a release is made',
    agent: 0,
    hoursAgo: 1,
    repository: 'payments',
    branch: 'docs/releasing',
    pullRequest: {
      title: 'docs: how a release is made',
      body: 'Three people knew it, and two of them are on holiday.\n\n1. Tag the commit\n2. Wait for the checks of the tag\n3. `scripts/release.sh`',
    },
    files: {
      'docs/releasing.md': `# Releasing

1. Tag the commit: \`git tag v1.2.3 && git push --tags\`.
2. Wait for the checks of the tag.
3. Run \`scripts/release.sh v1.2.3\`.
`,
    },
    checks: 'passed',
    approval: 'Now I can go on holiday, too.',
  },
];
