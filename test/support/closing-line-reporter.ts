import type { Reporter, TestModule } from 'vitest/node';

/** Prints a machine-readable last line, e.g. `312 passed, 0 failed`. */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const count = (state: string) => states.filter((known) => known === state).length;
    const failed = count('failed') + broken + errors.length;
    const skipped = count('skipped');
    const counts = [`${count('passed')} passed`, `${failed} failed`];
    if (skipped > 0) counts.push(`${skipped} skipped`);
    // Printed at exit, so that it follows the output of other reporters.
    process.once('exit', () => console.log(`\n${counts.join(', ')}`));
  }
}
