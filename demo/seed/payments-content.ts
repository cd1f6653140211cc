/** The files of the payments repository. */
export const paymentsFiles: Readonly<Record<string, string>> = {
  'README.md': '# Payments\n\nInvoices, taxes and reminders.\n',
  'go.mod': 'module example.com/acme/payments\n\ngo 1.23\n',
  'cmd/payments/main.go': `package main

import (
	"log/slog"
	"net/http"
	"os"

	"example.com/acme/payments/internal/billing"
)

func main() {
	logger := slog.New(slog.NewJSONHandler(os.Stdout, nil))
	service := billing.NewService(logger)
	server := &http.Server{Addr: ":8080", Handler: service.Handler()}
	logger.Info("listening", "address", server.Addr)
	if err := server.ListenAndServe(); err != nil {
		logger.Error("stopped", "error", err)
		os.Exit(1)
	}
}
`,
  'internal/billing/invoice.go': `package billing

import "time"

// PaymentDays is the payment term of an invoice.
const PaymentDays = 14

// Line is one line item of an invoice.
type Line struct {
	Title     string
	Quantity  int64
	UnitPrice int64
}

// Invoice is what a customer owes, in cents.
type Invoice struct {
	Customer string
	Country  string
	Lines    []Line
	Net      int64
	Tax      int64
	DueAt    time.Time
}

// NewInvoice adds up the lines and the tax of the country.
func NewInvoice(customer, country string, lines []Line, now time.Time) Invoice {
	var net int64
	for _, line := range lines {
		net += line.Quantity * line.UnitPrice
	}
	return Invoice{
		Customer: customer,
		Country:  country,
		Lines:    lines,
		Net:      net,
		Tax:      Tax(net, country),
		DueAt:    now.AddDate(0, 0, PaymentDays),
	}
}

// Total is the amount due, including tax.
func (invoice Invoice) Total() int64 {
	return invoice.Net + invoice.Tax
}
`,
  'internal/billing/tax.go': `package billing

// rates are in hundredths of a percent.
var rates = map[string]int64{
	"CH": 810,
	"DE": 1900,
	"FR": 2000,
	"NL": 2100,
}

// Tax rounds half a cent up, as the tax office requires.
func Tax(net int64, country string) int64 {
	return (net*rates[country] + 5000) / 10000
}
`,
  'internal/billing/invoice_test.go': `package billing

import (
	"testing"
	"time"
)

func TestTotalIncludesTax(t *testing.T) {
	lines := []Line{{Title: "Lamp", Quantity: 2, UnitPrice: 4950}}
	invoice := NewInvoice("robin", "DE", lines, time.Unix(0, 0))
	if got, want := invoice.Total(), int64(11781); got != want {
		t.Errorf("Total() = %d, want %d", got, want)
	}
}
`,
  'migrations/0001_invoices.sql': `CREATE TABLE invoices (
    id         uuid PRIMARY KEY,
    customer   text NOT NULL,
    net        bigint NOT NULL,
    tax        bigint NOT NULL,
    due_at     timestamptz NOT NULL
);
`,
  'scripts/release.sh': `#!/bin/sh
set -eu

version=$(git describe --tags)
go build -o payments ./cmd/payments
echo "built payments $version"
`,
};
