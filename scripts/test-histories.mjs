// `npm run test:histories`: the property test of the verdicts with 10,000 random histories. A seed that fails
// runs alone with AFTERPUSH_SEED; AFTERPUSH_HISTORIES changes the number.
process.env.AFTERPUSH_HISTORIES ??= '10000';
process.argv.push('test/histories');
await import('./test.mjs');
