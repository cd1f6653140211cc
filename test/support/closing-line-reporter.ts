import type { Reporter, TestModule } from 'vitest/node';

/** Ends the run with one line that programs can read, e.g. `312 passed, 0 failed`. */
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
    // Written at exit, so that it is the last line whatever other reporters print.
    process.once('exit', () => console.log(`\n${counts.join(', ')}`));
  }
}
