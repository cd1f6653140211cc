#!/usr/bin/env node
import { isAskpassPrompt } from './cli/askpass-prompt.ts';
import { parseRunArguments } from './cli/run/parse-run-arguments.ts';

const args = process.argv.slice(2);
const [first] = args;

const runOptions = first === 'run' ? parseRunArguments(args.slice(1)) : undefined;

// Commands that agents and git start are files without shared chunks, so that they start quickly.
if (first === 'askpass' && args[1] !== undefined && !args[1].startsWith('-')) {
  const { runAskpass } = await import('./cli/askpass.ts');
  process.exitCode = await runAskpass(args.slice(1), process.env);
} else if (first !== undefined && isAskpassPrompt(first)) {
  const { runAskpass } = await import('./cli/askpass.ts');
  process.exitCode = await runAskpass(args, process.env);
} else if (first === 'hook-report') {
  const { reportHook } = await import('./cli/hooks/report-hook.ts');
  await reportHook(args.slice(1), { directory: process.cwd(), environment: process.env });
} else if (first === 'agent-hook') {
  const { runAgentHook } = await import('./cli/agent-hook/run-agent-hook.ts');
  await runAgentHook(args.slice(1), { directory: findDirectory(), environment: process.env });
  process.exit(0);
} else if (runOptions) {
  const { runCommand } = await import('./cli/run/run.ts');
  const place = { directory: findDirectory(), environment: process.env };
  process.exit(await runCommand(runOptions, place));
} else {
  const { createProgram } = await import('./cli/program.ts');
  const program = createProgram({
    serve: async (options) => {
      const { serve } = await import('./app/serve.ts');
      await serve(options, async () => {
        const { startDemo } = await import('../demo/start-demo.ts');
        return startDemo;
      });
    },
  });
  await program.parseAsync(process.argv);
}

/** A command may be started in a directory that was deleted. */
function findDirectory(): string {
  try {
    return process.cwd();
  } catch {
    return process.env.PWD ?? '/';
  }
}
