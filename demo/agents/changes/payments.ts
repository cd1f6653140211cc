import { append, type Change, move, put, putText, replace, toggleMode } from '../edits.ts';

const invoice = 'internal/invoice/invoice.go';
const main = 'cmd/payments/main.go';

/** Changes to the payments repository. */
export const paymentsChanges = {
  'rename-billing': {
    message: 'Move invoices into their own package',
    edits: [
      move('internal/billing/invoice.go', invoice),
      move('internal/billing/invoice_test.go', 'internal/invoice/invoice_test.go'),
      move('internal/billing/tax.go', 'internal/invoice/tax.go'),
      replace(invoice, 'package billing', 'package invoice'),
      replace('internal/invoice/invoice_test.go', 'package billing', 'package invoice'),
      replace('internal/invoice/tax.go', 'package billing', 'package invoice'),
      replace(main, 'acme/payments/internal/billing"', 'acme/payments/internal/invoice"'),
      replace(main, 'billing.NewService(logger)', 'invoice.NewService(logger)'),
      replace(invoice, 'const PaymentDays = 14', 'const PaymentDays = §'),
    ],
  },
  'reverse-charge': {
    message: 'Apply reverse charge to foreign companies',
    edits: [
      append(
        'internal/invoice/tax.go',
        `// ReverseCharge returns 0 for foreign companies above a small amount: they pay the tax themselves.
func ReverseCharge(net int64, country, vatID string) int64 {
	if vatID == "" || country == "CH" || net < §00 {
		return Tax(net, country)
	}
	return 0
}
`,
      ),
      append(
        'internal/invoice/invoice_test.go',
        `func TestReverseChargeForForeignCompanies(t *testing.T) {
	if got := ReverseCharge(§0000, "FR", "FR40303265045"); got != 0 {
		t.Errorf("ReverseCharge() = %d, want 0", got)
	}
}
`,
      ),
    ],
  },
  'event-store': {
    message: 'Sketch an event store',
    edits: [
      put('internal/events/store.go', (random) => buildStore(50 + Math.floor(random() * 400))),
      putText(
        'migrations/0002_events.sql',
        `CREATE TABLE events (
    stream     text NOT NULL,
    position   bigint NOT NULL,
    kind       text NOT NULL,
    body       jsonb NOT NULL,
    at         timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (stream, position)
) WITH (fillfactor = §);

CREATE INDEX events_by_kind ON events (kind, at DESC);
`,
      ),
    ],
  },
  'release-script': {
    message: 'Build releases for all platforms',
    edits: [
      toggleMode('scripts/release.sh'),
      replace(
        'scripts/release.sh',
        `go build -o payments ./cmd/payments
echo "built payments $version"`,
        `for platform in linux/amd64 linux/arm64 darwin/arm64; do
  GOOS=\${platform%/*} GOARCH=\${platform#*/} \\
    go build -trimpath -p § -o "dist/payments-\${platform%/*}-\${platform#*/}" ./cmd/payments
done
echo "built payments $version"`,
      ),
    ],
  },
  'deploy-mode': {
    message: 'Add a deploy script for the pipeline',
    edits: [
      putText(
        'scripts/deploy.sh',
        '#!/bin/sh\nset -eu\n\nexec ./scripts/release.sh --timeout §m "$@"\n',
      ),
      toggleMode('scripts/deploy.sh'),
    ],
  },
} satisfies Record<string, Change>;

function buildStore(pageSize: number): string {
  return `// Package events stores events in order.
package events

import (
	"context"
	"errors"
)

const pageSize = ${pageSize}

// ErrConflict is returned when another writer has taken the position.
var ErrConflict = errors.New("events: position already taken")

// Event is something that happened.
type Event struct {
	Stream   string
	Position int64
	Kind     string
	Body     []byte
}

// Store appends events in order. If the expected position is taken, nothing is stored.
type Store interface {
	Append(ctx context.Context, stream string, expected int64, events ...Event) error
	Read(ctx context.Context, stream string, after int64) ([]Event, error)
}
`;
}
